"""WTForms: shape and parsing; rules are asked of the domain."""
