"""What is asked: typed, versioned, citable definitions in several languages."""
