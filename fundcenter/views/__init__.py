"""Pages that compose the apps below."""
