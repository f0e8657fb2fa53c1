"""What is measured: one module per figure, run by `make bench`, quoted in RESULTS.md."""
