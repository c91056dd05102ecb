"""Pages of staff on loans, a file a subject."""
