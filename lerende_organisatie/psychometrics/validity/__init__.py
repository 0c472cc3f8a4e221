"""Validity: convergent, discriminant and criterion evidence.

``variance_extracted`` (AVE, from a fit) · ``ratio`` (HTMT and HTMT2, from correlations) · ``discriminant``
(Fornell-Larcker; factor correlations against one and .85, from a fit) · ``bifactor`` (what a total score measures) ·
``criterion`` (hypotheses stated beforehand, a verdict on each).
"""
