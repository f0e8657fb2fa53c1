"""Tests of the statistics: published answers, failure modes, properties and simulated halls."""
