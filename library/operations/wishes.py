"""What readers ask the library to buy."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from library.models import Reader, Title, Wish
from library.states import WISH_MOVES, WishStatus

if TYPE_CHECKING:
    from accounts.models import User

MOST_OPEN = 10


class HeldAlready(BusinessError):
    """The library has the book."""


class WishedAlready(BusinessError):
    """The reader has asked for it."""


class TooManyWishes(BusinessError):
    """The reader has many wishes without an answer."""


@operation
def wish(*, reader_id: int, title: str, author: str, isbn: str, why: str, at: datetime) -> Wish:
    """Ask for a book. Raises HeldAlready, WishedAlready, TooManyWishes."""
    reader = lock(Reader, reader_id)
    open_wishes = reader.wishes.filter(status=WishStatus.ASKED)
    if isbn and Title.objects.filter(isbn=isbn).exists():
        raise HeldAlready(_("这本书已经在馆藏目录里，可以直接借或预约。"))
    if open_wishes.filter(isbn=isbn).exists() if isbn else open_wishes.filter(title=title).exists():
        raise WishedAlready(_("您已经荐购过这本书，正在等答复。"))
    if open_wishes.count() >= MOST_OPEN:
        raise TooManyWishes(_("待答复的荐购最多 %(most)d 条。") % {"most": MOST_OPEN})
    made = Wish.objects.create(reader=reader, title=title, author=author, isbn=isbn, why=why, made_at=at)
    made.events.create(action="wish", before="", after=made.status, by=None, at=at)
    return made


@operation
def answer(*, wish_id: int, action: str, answer: str, by: User, at: datetime) -> Wish:
    """Answer a wish: "order", "arrive" or "decline". Raises WrongState."""
    found = lock(Wish, wish_id)
    bought = Title.objects.filter(isbn=found.isbn).exclude(isbn="").first() if action == "arrive" else None
    move(found, action, WISH_MOVES, by=by, at=at, note=answer, answer=answer or found.answer, bought=bought)
    return found
