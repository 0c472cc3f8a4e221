"""The self-scan of a team, a school or a board, and the conversation about it.

Reading order: :mod:`~lerende_organisatie.schools.selfscan.session` (the session and its steps),
:mod:`~lerende_organisatie.schools.selfscan.adding` (people's files), then
:mod:`~lerende_organisatie.schools.selfscan.picture` (what the group may see).
"""
