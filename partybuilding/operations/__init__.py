"""What can be done in party-building, one module a subject."""
