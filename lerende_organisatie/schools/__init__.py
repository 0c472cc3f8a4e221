"""What a school does with its answers."""
