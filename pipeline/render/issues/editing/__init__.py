"""An editor's Markdown taken over into the issue: read, held against what it was made from, and its figures against their evidence."""
