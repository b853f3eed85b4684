"""Claims to facts and rejections."""
