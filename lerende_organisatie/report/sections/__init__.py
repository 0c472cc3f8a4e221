"""The sections of the validation report, one file each, in the order in which they are read."""
