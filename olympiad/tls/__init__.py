"""TLS in a hall without a public name: the hall's own certificate authority and the laptop's addresses."""
