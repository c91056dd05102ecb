"""What is read of loans, a file a subject; what other apps ask for is named here."""

from loans.queries.terms import rate_of

__all__ = ["rate_of"]
