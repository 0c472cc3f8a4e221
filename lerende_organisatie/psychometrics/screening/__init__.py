"""Screening of answers: careless responding, outliers, and what is missing.

Reading order: ``rule`` (what is flagged, stated beforehand) -> ``material`` (answers as given and as keyed) ->
``indices`` and ``distance`` (figures per respondent, on arrays) -> ``little`` and ``patterns`` (what is missing) ->
``screen`` -> ``sensitivity`` (results with and without the flagged).
"""
