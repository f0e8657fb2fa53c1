"""Pages of accounts, people and cards."""
