"""What a school team reads: one or two pages per school, and an overview of several schools together."""
