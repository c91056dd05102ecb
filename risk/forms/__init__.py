"""What people type about fraud, by subject."""
