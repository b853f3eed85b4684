"""Reads amounts: numerals, units, bounds, rates; `text/quantities.py` assembles them."""
