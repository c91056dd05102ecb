"""Where screenings, rule sets, list entries and bans stand."""
