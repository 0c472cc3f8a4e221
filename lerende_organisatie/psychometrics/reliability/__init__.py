"""Reliability and the items of a scale.

Reading order: ``answers`` (which rows and columns) -> ``products`` (covariances of many draws at once) ->
``one_factor`` (maximum likelihood on stacks) -> ``coefficients`` -> ``intervals`` -> ``alpha``, ``omega``, ``items``,
``table``. Bounds: ``splits`` -> ``lower_bounds``, ``split_half``, ``greatest_lower_bound``; ordinal answers:
``ordinal_scale``; repeated scores: ``icc_forms`` -> ``bland_altman`` -> ``retest``.
"""
