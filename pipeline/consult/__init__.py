"""The way to a model: found, priced, opened, asked, guarded."""
