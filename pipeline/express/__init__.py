"""Facts to facts with their texts in every edition."""
