"""Whether a questionnaire measures the same in every group."""
