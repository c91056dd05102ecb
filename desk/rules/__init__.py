"""Pure rules of the counter kernel, by subject."""
