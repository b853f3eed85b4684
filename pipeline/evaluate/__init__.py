"""How well an extractor does against gold facts: what of them it tells, and what it tells wrongly."""
