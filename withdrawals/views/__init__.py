"""Pages of withdrawals, a module for each kind of person."""
