"""Pages of loans, one file for each kind of person."""
