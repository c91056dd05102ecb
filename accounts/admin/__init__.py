"""Branches, staff, their roles, the privacy notice, partners. Persons, employers and trails have pages of their own.

What has a verb goes through its operation; nothing is ever deleted; nobody touches their own rights.
"""

from accounts.admin import partners, staff

__all__ = ["partners", "staff"]
