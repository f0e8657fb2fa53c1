"""What people do: one verb per function, the actor as by=, an audit line, a flush."""
