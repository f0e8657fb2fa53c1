"""Tests of whole competition days."""
