"""Dimensionality: sampling adequacy, principal components, congruence.

Reading order: ``correlations`` -> ``adequacy`` (KMO, Bartlett) -> ``rotation`` -> ``components`` (PCA) ->
``congruence`` -> ``placement`` (items where the structure puts them).
"""
