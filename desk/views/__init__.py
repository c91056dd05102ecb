"""Pages of the counter kernel: one module or folder for each kind of person."""
