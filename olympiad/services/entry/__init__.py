"""Set-up and changes of a section: imports, forms, keys, rubrics, adjustments."""
