"""Writes of notifications, by subject: queueing, sending, templates, what a person wants."""

from notifications.operations.choices import ContactNotProved, confirm_contact, mark_read, save_choices
from notifications.operations.queueing import Recipient, queue, queue_many
from notifications.operations.sending import CodeGone, claim_next, record_outcome, recover_stale, retry
from notifications.operations.templates import TemplateRefused, new_version

__all__ = [
    "CodeGone",
    "ContactNotProved",
    "Recipient",
    "TemplateRefused",
    "claim_next",
    "confirm_contact",
    "mark_read",
    "new_version",
    "queue",
    "queue_many",
    "record_outcome",
    "recover_stale",
    "retry",
    "save_choices",
]
