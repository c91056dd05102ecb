"""Books that readers ask the library to buy (荐购)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from library.models.catalogue import Title
from library.models.circulation import Reader
from library.states import WishStatus


class Wish(models.Model):
    """One wish with its answer."""

    reader = models.ForeignKey(Reader, verbose_name=_("读者"), on_delete=models.PROTECT, related_name="wishes")
    title = models.CharField(_("书名"), max_length=200)
    author = models.CharField(_("作者"), max_length=120, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=13, blank=True)
    why = models.CharField(_("推荐理由"), max_length=200, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=WishStatus.choices, default=WishStatus.ASKED)
    answer = models.CharField(_("答复"), max_length=200, blank=True)
    bought = models.ForeignKey(Title, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("提出时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("荐购")
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "isbn"], name="wished_once", condition=~Q(isbn="") & Q(status="ASKED")
            )
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="wishes_to_answer"),
            models.Index(fields=["reader", "-id"], name="wishes_of_reader"),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》"


class WishEvent(EventBase):
    """What happened to a wish."""

    record = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="events")
