"""The flask commands, each a thin shell over a service."""
