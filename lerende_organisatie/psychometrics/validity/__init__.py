"""Validity: convergent and discriminant evidence.

``variance_extracted`` (AVE, from a fit) and ``ratio`` (the heterotrait–monotrait ratio, from correlations).
"""
