"""Rules of the library: pure, dates handed in."""
