"""Marks: score sheets, operations of devices, photos, keying from paper."""
