"""Tests of the rules of the competition."""
