"""What printed figures imply about each other: rounding, degrees of freedom, fit, alphas, means, content validity.

Each function takes figures as they stand in print, with their decimals, and gives the range of what another figure can
then be. A printed figure agrees when its own rounding interval meets that range.
"""
