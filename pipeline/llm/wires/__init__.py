"""How each provider's client is spoken to: one file a client."""
