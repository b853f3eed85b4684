"""HTML pages: the element that holds the article, its blocks, and what the page says of itself."""
