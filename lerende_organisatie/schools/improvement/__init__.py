"""The improvement plan of a school.

Reading order: :mod:`~lerende_organisatie.schools.improvement.cycle` (the steps, and what each needs),
:mod:`~lerende_organisatie.schools.improvement.goal`, :mod:`~lerende_organisatie.schools.improvement.plan`, and
:mod:`~lerende_organisatie.schools.improvement.wave` (the next wave beside the expectation).
"""
