"""Pages of editions, sections and what is set up in them."""
