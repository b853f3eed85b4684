"""The only room that touches corpus/ and outputs/."""
