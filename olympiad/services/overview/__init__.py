"""What waits for whom: board, start pages, progress."""
