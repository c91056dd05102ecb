"""Pages of investigators, deciders and the discipline office."""
