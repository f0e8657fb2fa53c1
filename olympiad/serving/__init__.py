"""The processes of a server: workers, the plain door beside HTTPS, hourly copies."""
