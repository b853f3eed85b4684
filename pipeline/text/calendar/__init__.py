"""Reads dates in each language; `text/dates.py` assembles them."""
