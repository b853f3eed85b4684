"""Pages from the web: one polite, bounded and cached request at a time, and never to an address inside the user's own network."""
