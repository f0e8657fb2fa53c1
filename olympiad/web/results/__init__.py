"""Pages of results, publication, certificates and report cards."""
