"""A published study done again: its own analysis on new answers, side by side, and the analysis of today beside it."""
