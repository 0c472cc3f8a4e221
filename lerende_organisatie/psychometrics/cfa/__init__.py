"""Confirmatory factor analysis: syntax, table, implied moments, discrepancy, optimiser, inference, fit indices."""
