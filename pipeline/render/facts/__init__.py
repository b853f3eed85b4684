"""Facts of many documents as a table for a terminal, as CSV, as Parquet."""
