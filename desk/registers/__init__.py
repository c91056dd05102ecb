"""Outside registers as adapters, with a sandbox."""
