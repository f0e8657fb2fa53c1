"""What every page stands in: access, errors, templates, languages, delivery."""
