"""What a researcher does: validation, replication, planning."""
