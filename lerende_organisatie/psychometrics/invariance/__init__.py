"""Whether a questionnaire measures the same in every group.

Reading order: ``levels`` (what each level holds equal), ``parameters`` (what that makes of every parameter, of ordinal
items too), ``collapse`` and ``prepare`` (which groups, items and categories can take part), ``bench`` (moments computed
once, any level fitted to them), ``not_found`` (what to say where the search did not end), ``ladder`` (``invariance``),
``rules`` (published cut-offs), ``result``, ``latent_means``. What breaks a level: ``release`` (score tests),
``partial`` (the search), ``item_bias`` (dMACS).
Alignment has its own chain, which begins at ``alignment``.
"""
