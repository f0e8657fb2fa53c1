"""The rehearsal for organizers."""
