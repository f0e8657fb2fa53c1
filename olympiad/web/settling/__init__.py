"""Pages of moderation and incidents."""
