"""Dimensionality: how many components or factors there are, what they are, and whether they are those of others.

Reading order: ``correlations`` (``polychoric``) -> ``adequacy`` (KMO, Bartlett) -> ``parallel`` (``null_correlations``)
and ``retention`` (MAP, empirical Kaiser criterion) -> ``rotation`` -> ``components`` (PCA) -> ``factors``
(``extraction``, ``factor_fit``: EFA) -> ``congruence``, ``procrustes`` -> ``placement`` (items where the structure puts
them).
"""
