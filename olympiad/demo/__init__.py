"""The demonstration edition: believable, invented, loaded on the first start and put back on demand."""
