"""Writes phrases: templates, figures, quotation marks, spacing; `text/phrases.py` assembles them."""
