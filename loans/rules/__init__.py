"""Rules of housing loans (domain §5): pure, in fen and percent a year, dates handed in."""
