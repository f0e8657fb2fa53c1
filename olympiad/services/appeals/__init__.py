"""Appeals: windows, lodging, decisions."""
