"""Statuses and the moves between them, by subject."""
