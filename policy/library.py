"""The parameters of the library in force on one day: each begins with a value of the demo city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class LibraryTerms:
    """Terms of the house's library beside its matrix of lending rules. Suffixes give the unit."""

    library_hold_days: int = 3
    """How many open days a book waits for whoever asked for it."""
    library_remind_days: int = 3
    """How many days before the due day a reader is reminded."""
    library_undo_minutes: int = 10
    """How long a librarian may undo the act just made."""
    library_fine_a_day_fen: int = 0
    """Fine for each day a book is late; zero: none."""
    library_forget_days: int = 180
    """Days after a loan's end from which nobody knows any more whose it was."""


LIBRARY_LABELS: dict[str, Any] = {
    "library_hold_days": gettext_lazy("图书预约到书后保留的期限（开放日）"),
    "library_remind_days": gettext_lazy("图书到期前几天提醒"),
    "library_undo_minutes": gettext_lazy("借还操作可以撤销的时限"),
    "library_fine_a_day_fen": gettext_lazy("图书逾期费（每天）"),
    "library_forget_days": gettext_lazy("归还多少天后不再保留借阅人"),
}
