"""Frozen types that flow between the stages, and the Protocols that are handed about."""
