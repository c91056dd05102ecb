"""Reads of the library, a file a subject: import the subject's module."""
