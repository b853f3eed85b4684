"""What several documents say of one thing: one fact where they agree, side by side where they cannot both be right."""
