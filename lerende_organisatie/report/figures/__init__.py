"""Figures: the data first, as frozen dataclasses; small functions draw them as SVG without any plotting library."""
