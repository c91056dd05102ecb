"""Words and tables of what has a status in party-building."""
