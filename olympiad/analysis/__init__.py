"""Statistics on plain tables: no database, no HTTP."""
