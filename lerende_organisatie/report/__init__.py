"""What they read: tables, figures, HTML, JSON."""
