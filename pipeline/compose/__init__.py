"""Facts to digests: what is shown, in which order."""
