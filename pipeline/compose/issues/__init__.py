"""Facts of many documents to one issue: sources counted, facts merged, stories told, figures compared."""
