"""Digests to pages."""
