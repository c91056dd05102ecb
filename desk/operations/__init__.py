"""Writes of the counter kernel, by subject."""
