"""Chat models: the table of them, what they cost, and one way to ask any of them. The only room that knows LangChain."""
