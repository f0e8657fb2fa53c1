"""The rehearsal for organizers: a section with invented teams, judges marking by robot, a bad network; then a report."""
