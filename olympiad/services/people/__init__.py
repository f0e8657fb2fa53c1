"""People, their roles, sign-in and cards."""
