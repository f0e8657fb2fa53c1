"""Pages of score sheets, devices and keying."""
