"""The record: what is written, what it names, and how it is verified."""
