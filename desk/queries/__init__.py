"""Reads of the counter kernel, by subject."""
