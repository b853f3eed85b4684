"""One run: sources gathered, each document through its stages, by the rules or with a model, and what is done with what comes out."""
