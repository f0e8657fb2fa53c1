"""HTTP: one blueprint per capability; a view loads, asks a service, commits once, answers."""
