"""What people type about loans, a file a subject."""
