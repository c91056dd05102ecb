"""Pages of the deposit business, one file for each kind of person."""
