"""Translating a questionnaire: the record of what was done, and whether the versions measure the same."""
