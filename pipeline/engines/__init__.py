"""Run one function over many items."""
