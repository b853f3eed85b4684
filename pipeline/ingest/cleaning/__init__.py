"""What is taken off a text that is not the text itself."""
