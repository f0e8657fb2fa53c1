"""Generated attacks: `make attack` runs them at length, the normal suite in a short form."""
