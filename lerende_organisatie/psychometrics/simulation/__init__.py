"""Data from a known population."""
