"""Finalising, publishing, certificates and what is read from a version."""
