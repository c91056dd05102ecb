"""Imports of titles, and titles as others want them."""

from __future__ import annotations

from dataclasses import fields

from django.db.models import QuerySet

from library.models import ImportBatch, ImportRow, Title
from library.rules.marc import Found

SHOWN = 50


def batches() -> QuerySet[ImportBatch]:
    """All files that were uploaded."""
    return ImportBatch.objects.all()


def first_rows(batch: ImportBatch) -> list[ImportRow]:
    """The first good records of a file."""
    return list(ImportRow.objects.filter(batch=batch, error="").order_by("order")[:SHOWN])


def bad_rows(batch: ImportBatch) -> list[ImportRow]:
    """The first records that cannot be used, with their faults."""
    return list(ImportRow.objects.filter(batch=batch).exclude(error="").order_by("order")[: 4 * SHOWN])


def as_marc(title: Title) -> Found:
    """A title as a MARC record holds it."""
    return Found(**{field.name: getattr(title, field.name) for field in fields(Found)})
