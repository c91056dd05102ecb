"""Pages of depositors on loans, a file a subject."""
