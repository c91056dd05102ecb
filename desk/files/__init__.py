"""Files that people hand in: what they really are, made harmless, kept encrypted, shown with a watermark."""
