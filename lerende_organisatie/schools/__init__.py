"""What a school does with its answers: profiles, comparisons, several schools together, outcomes.

Reading order: :mod:`~lerende_organisatie.schools.survey` (who may be shown, and the answers as arrays),
:mod:`~lerende_organisatie.schools.means` (means, intervals, shrinkage), :mod:`~lerende_organisatie.schools.profiles`
(the profile of every school), :mod:`~lerende_organisatie.schools.groups` (comparisons).
"""
