"""Dimensionality: sampling adequacy, principal components, congruence."""
