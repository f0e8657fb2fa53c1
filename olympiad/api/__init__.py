"""The JSON API of the judge's console and of integrations."""
