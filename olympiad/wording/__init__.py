"""Sentences, numbers, dates and names in the reader's language; knows no HTTP."""
