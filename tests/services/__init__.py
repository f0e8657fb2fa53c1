"""Tests of what people do: refusals and changes of rows, on both databases."""
