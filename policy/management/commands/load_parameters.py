"""Take a city's parameters from a file, whole or not at all.

    load_parameters city.csv --documents documents.csv

`city.csv`: key,value,valid_from,document_number,approved_by[,note]. `documents.csv` registers the documents first:
number,title,issuer,effective_from[,issued_on][,summary].
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from policy import operations
from policy.models import Document


class Command(BaseCommand):
    help = "Load dated policy parameters from a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--documents", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            documents = _documents(_text(options["documents"])) if options["documents"] else []
            text = _text(options["file"])
        except (OSError, KeyError, ValueError) as problem:
            raise CommandError(f"cannot be read: {problem}") from None
        try:
            count = operations.load_parameters(text=text, documents=documents, today=timezone.localdate())
        except operations.FileRefused as refusal:
            lines = [str(refusal), *(f"  {error.row}: {error.text}" for error in refusal.errors)]
            raise CommandError("\n".join(lines)) from None
        self.stdout.write(f"{count} parameters")


def _text(path: Path) -> str:
    """The file as text: UTF-8 with or without mark, or GBK as Chinese spreadsheets save it."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _documents(text: str) -> list[Document]:
    return [
        Document(
            number=(row["number"] or "").strip(),
            title=(row["title"] or "").strip(),
            issuer=(row["issuer"] or "").strip(),
            effective_from=date.fromisoformat((row["effective_from"] or "").strip()),
            issued_on=date.fromisoformat(row["issued_on"].strip()) if row.get("issued_on") else None,
            summary=(row.get("summary") or "").strip(),
        )
        for row in csv.DictReader(text.splitlines())
    ]
