"""Pages of imports, adjustments and transfers."""
