"""Answers drawn from a known population: what the truth was is known, so what a method finds can be checked."""
