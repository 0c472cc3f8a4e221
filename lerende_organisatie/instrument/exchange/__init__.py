"""Questionnaires on their way out: LimeSurvey, XLSForm, Qualtrics, paper. The answers come back by read_responses."""
