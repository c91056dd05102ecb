"""Pages of party-building."""
