"""The library's pages for its staff, by subject."""
