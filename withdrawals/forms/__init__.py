"""What people type about withdrawals, by subject."""
