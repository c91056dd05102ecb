"""What people type at the counter kernel, by subject."""
