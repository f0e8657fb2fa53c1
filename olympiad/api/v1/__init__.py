"""The read API of published results, version 1: everything in it is public, nothing in it is not."""
