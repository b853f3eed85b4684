"""Many requests handed in as one job: one file a provider's interface."""
