"""What is typed in party-building, cleaned."""
