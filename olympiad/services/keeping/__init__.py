"""Backups, retention, transfers, a person's own data."""
