"""Reliability and the items of a scale."""
