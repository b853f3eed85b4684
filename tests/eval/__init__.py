"""Recall, precision and evidence validity against gold facts made by reading the sample corpus: `make eval`."""
