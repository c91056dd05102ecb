"""Pages of the accountants: statements, receipts and suspense, payments, reconciliation."""
