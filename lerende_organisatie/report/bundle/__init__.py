"""What a second person needs to get the same numbers, and whether they came out."""
