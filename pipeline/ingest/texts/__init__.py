"""Plain text and light markups: Markdown, and what is written as Markdown first."""
