"""May answers of people be averaged to a score of the group they belong to? ICC, within-group agreement, a verdict."""
