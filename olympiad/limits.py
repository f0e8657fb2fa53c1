"""Every limit on what comes from outside: lengths, counts, nesting, sizes; docs/operations.md lists them, a test compares."""

KB, MB = 1024, 1024 * 1024

# -- a connection (serving)
ADDRESS_BYTES = 8 * KB
"""Address of a request, with its query."""
HEAD_BYTES = 32 * KB
"""Request line and headers."""
HEADERS = 100
"""Headers of a request."""
PIPELINED = 16
"""Requests that wait behind another on one connection."""
BODY_IN_MEMORY = 64 * KB
"""A larger body is kept in a file until it is whole."""
ANSWER_IN_MEMORY = 1 * MB
"""A larger answer is kept in a file while it is sent."""
LARGE_BODIES = 64
"""Bodies in files that a worker receives at a time; the slowest makes room."""
CONNECTIONS = 9_000
"""Connections of a worker; the longest waiting of the busiest address makes room."""
LARGEST = 2**53
"""What a number from outside may not reach."""
