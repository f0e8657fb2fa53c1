"""Settling what disagrees or went wrong: moderation and incidents."""
