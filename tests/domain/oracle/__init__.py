"""A slow, obvious second reading of the ranking rules, to hold the real one against."""
