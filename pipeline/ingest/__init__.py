"""Sources to documents: one file a format, then cleaning, detection and splitting."""
