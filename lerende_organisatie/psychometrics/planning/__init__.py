"""How many respondents and schools a study needs, and what a model's own fit indices would look like."""
