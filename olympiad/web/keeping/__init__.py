"""Pages of the record, copies and retention."""
