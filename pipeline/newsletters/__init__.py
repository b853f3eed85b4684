"""A newsletter: what the editor asked for, the documents of its days, the issue made of them, and made again from an editor's own pages."""
