"""What is typed into the register of hard problems, and what is searched there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.forms import DayField
from common.listing import FilterForm
from desk.forms.hall import CaseField, area
from desk.operations.knowledge import Rule
from desk.queries import knowledge
from desk.rules.knowledge import tags_of
from desk.states.cases import Family
from desk.states.knowledge import CitationKind, ProblemStatus

CITED = 3
"""Rules that one answer may rest on."""
_KINDS = {"P": CitationKind.PARAMETER, "D": CitationKind.DOCUMENT, "R": CitationKind.REGULATION}


class ProblemForm(forms.Form):
    """A question with how it was met and settled."""

    question = area(gettext_lazy("问题"), most=1000, help_text=gettext_lazy("写成群众会怎么问。不要写姓名和证件号码。"))
    family = forms.ChoiceField(label=gettext_lazy("业务类别"), choices=Family.choices)
    tags = forms.CharField(
        label=gettext_lazy("标签"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("用空格隔开，如：异地 退休。"),
    )
    found_on = DayField(label=gettext_lazy("发现日期"))
    asked = forms.CharField(label=gettext_lazy("咨询了谁"), max_length=200, required=False)
    handling = area(gettext_lazy("怎么处理的"), required=False)
    case = CaseField()

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["case"].user = user  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        """Each tag once."""
        return tags_of(self.cleaned_data["tags"])


class AnswerForm(forms.Form):
    """An answer, and the rules it rests on."""

    text = area(gettext_lazy("解答"), rows=6, most=5000)
    note = forms.CharField(label=gettext_lazy("这一版改了什么"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: list[Any] = [("", _("不引用")), *knowledge.citable()]
        for place in range(1, CITED + 1):
            self.fields[f"rule{place}"] = forms.ChoiceField(
                label=_("依据 %(place)d") % {"place": place}, choices=choices, required=False
            )
            self.fields[f"article{place}"] = forms.CharField(
                label=_("依据 %(place)d 的条款或原文") % {"place": place}, max_length=300, required=False
            )

    @property
    def cited(self) -> list[Rule]:
        """The rules chosen, each once."""
        found: dict[str, Rule] = {}
        for place in range(1, CITED + 1):
            chosen = self.cleaned_data[f"rule{place}"]
            if chosen:
                found.setdefault(chosen, _rule(chosen, self.cleaned_data[f"article{place}"]))
        return list(found.values())


def _rule(chosen: str, article: str) -> Rule:
    """A choice of `citable` as the operation takes it."""
    kind, _colon, key = chosen.partition(":")
    if kind == "P":
        return Rule(_KINDS[kind], parameter=key, article=article)
    if kind == "D":
        return Rule(_KINDS[kind], document_id=int(key), article=article)
    return Rule(_KINDS[kind], regulation_id=int(key), article=article)


class ProblemFilter(FilterForm):
    """Finds entries by words, business and status."""

    q = forms.CharField(label=gettext_lazy("找什么"), required=False, max_length=60)
    family = forms.ChoiceField(label=gettext_lazy("业务类别"), required=False)
    tag = forms.CharField(label=gettext_lazy("标签"), required=False, max_length=20)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["family"].choices = [("", _("全部")), *Family.choices]  # type: ignore[attr-defined]
        self.fields["status"].choices = [("", _("全部")), *ProblemStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Entries that have every word, of that business, tag and status."""
        rows = knowledge.matching(rows, self.cleaned_data["q"])
        if family := self.cleaned_data["family"]:
            rows = rows.filter(family=family)
        if tag := self.cleaned_data["tag"].strip().lstrip("#"):
            # By the index of pairs first: tags have none of their own.
            rows = knowledge.matching(rows, tag).filter(tags__contains=[tag])
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        return rows


class AskForm(forms.Form):
    """What somebody from outside looks for."""

    q = forms.CharField(
        label=gettext_lazy("您想问什么"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("输两个字以上，如“退休提取”“异地转移”。"),
    )
