"""Tests of pages: access, forms, redirects."""
