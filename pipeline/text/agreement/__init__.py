"""Compares two texts: passages, parties, polarity, stance; `text/compare.py` assembles them."""
