"""From rows to the rulebook: loading a section, its sheets and its values."""
