"""The sections of the translation report."""
