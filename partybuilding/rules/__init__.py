"""Rules of party-building: pure, dates handed in."""
