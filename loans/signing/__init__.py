"""Electronic signatures: an adapter named by a setting puts a person's signature under a contract's digest."""
