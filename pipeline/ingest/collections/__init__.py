"""Sources that hold or name many: feeds, lists of feeds, sitemaps, lists of addresses."""
