"""What was answered: reading, validating, joining language versions, keying and scoring."""
