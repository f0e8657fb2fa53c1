"""Everything written: rules, awards, keys, rubric and cells as text, read, written back and taken apart for forms."""
