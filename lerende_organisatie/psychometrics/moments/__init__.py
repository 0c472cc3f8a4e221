"""Means and covariances, from complete and from incomplete data, by group."""
