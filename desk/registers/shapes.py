"""What questions and answers of all registers have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


class RegisterDown(Exception):
    """The register does not answer, or not in time: it is asked again later and nothing is blocked."""


class NotFound(Exception):
    """The register knows nothing of whom or what was asked about."""


def said(label: Any, *, along: str = "") -> Any:
    """A fact as text, with the words people read above it. Empty: not stated.

    `along` names another fact: a paper that states that one and leaves this one empty says that there is none.
    """
    return field(default="", metadata={"label": label, "along": along})


def named(label: Any) -> Any:
    """Names between 、: the paper's agree where one of them is among the register's."""
    return field(default="", metadata={"label": label, "names": True})


@dataclass(frozen=True)
class Question:
    """Whom it is about, and in the subclass what the paper says: empty where the paper is silent."""

    name: str = field(metadata={"label": _("姓名")})
    number: str = field(metadata={"label": _("身份证号码")})


@dataclass(frozen=True)
class Answer:
    """What the register says; fields named as the question's are compared with them."""
