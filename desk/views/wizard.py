"""A request in several steps: each one saved as a draft, the answers checked before they are handed in, once.

A business view makes a `Wizard` for the applicant it has found in scope and lets it answer the request. What was typed
is in the draft after every step, so nothing is lost by a time-out, and any channel goes on where another stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from common.errors import BusinessError
from common.forms import YuanField
from common.money import yuan
from desk import operations, queries
from desk.models import Case, Draft

CHECK = "check"
Raw = dict[str, str]
Answers = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One step: its name in the address, its heading, and what makes its form of typed data and first values."""

    name: str
    title: Any
    form: Callable[..., forms.Form]


@dataclass(frozen=True)
class Wizard:
    """One request of one applicant (`person_id` or `employer_id`), at the address `here`, in a side's frame.

    `submit` gets the cleaned answers of all pages and the draft's id and answers with the case. `preset` are first
    values that the address brought; they win over what the draft said. `done`: URL name of the page that follows where
    it is not the one that says what was handed in. `more`: what the template needs besides.
    """

    kind: str
    side: str
    channel: str
    here: str
    template: str
    pages: tuple[Page, ...]
    submit: Callable[[Answers, int], Case]
    person_id: int | None = None
    employer_id: int | None = None
    preset: Mapping[str, str] = field(default_factory=dict)
    promise: Any = ""
    done: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def answer(self, request: UserRequest) -> HttpResponse:
        """The page for this request: a step, the answers to check, or the way on to the case that they became."""
        if request.method == "POST":
            return self._post(request)
        draft = self._draft()
        raw = {**raw_of(draft), **self.preset}
        name = request.GET.get("page") or (draft.step if draft else "") or self.pages[0].name
        if name == CHECK and (wrong := self._first_wrong(raw)) is None:
            return self._check(request, raw, draft)
        page = self._page(wrong.name if name == CHECK and wrong else name)
        resumed = draft if draft and "page" not in request.GET else None
        return self._step(request, page, page.form(initial=raw), draft, resumed=resumed)

    # --- a step handed in

    def _post(self, request: UserRequest) -> HttpResponse:
        known = self._posted_draft(request)
        if known is not None and known.case is not None:
            messages.info(request, str(operations.AlreadySubmitted(known.case)))
            return redirect(f"desk:{self.side}_case", known.case.pk)
        go = request.POST.get("go", "next")
        if go == "discard":
            return self._discard(request)
        if go == "submit":
            return self._submit(request)
        page = self._page(request.POST.get("page", ""))
        form = page.form(request.POST)
        typed = {name: request.POST.get(name, "") for name in form.fields}
        draft = self._draft()
        if draft is not None or any(typed.values()):
            draft = self._save(request, typed, self._after(page) if go == "next" and form.is_valid() else page.name)
        if go == "later":
            messages.success(request, _("已保存，30 天内可以从“我的办件”接着填。"))
            return redirect(f"desk:{self.side}_cases")
        if go == "back":
            return HttpResponseRedirect(self._url(self._before(page)))
        if not form.is_valid():
            return self._step(request, page, form, draft, status=422)
        return HttpResponseRedirect(self._url(self._after(page)))

    def _save(self, request: UserRequest, typed: Raw, step: str) -> Draft:
        return operations.save_draft(
            kind=self.kind,
            fields={**raw_of(self._draft()), **typed},
            step=step,
            channel=self.channel,
            person_id=self.person_id,
            employer_id=self.employer_id,
            by=request.user,
            at=timezone.now(),
        )

    def _discard(self, request: UserRequest) -> HttpResponse:
        draft = self._draft()
        if draft is not None:
            operations.discard_draft(draft_id=draft.pk, by=request.user)
        messages.success(request, _("没交的这份已删除。"))
        return redirect(f"desk:{self.side}_cases")

    def _submit(self, request: UserRequest) -> HttpResponse:
        draft = self._draft()
        raw = raw_of(draft)
        wrong = self._first_wrong(raw)
        if draft is None or wrong is not None:
            return HttpResponseRedirect(self._url(wrong.name if wrong else self.pages[0].name))
        if request.POST.get("seen", "") != seen_of(raw):
            return self._check(request, raw, draft, refusal=_("您看过之后，填写的内容有改动。请再核对一遍，再提交。"))
        answers: Answers = {}
        for page in self.pages:
            answers |= self._bound(page, raw).cleaned_data
        try:
            case = self.submit(answers, draft.pk)
        except operations.AlreadySubmitted as done:
            messages.info(request, str(done))
            return redirect(f"desk:{self.side}_case", done.case.pk)
        except BusinessError as refusal:
            return self._check(request, raw, draft, refusal=str(refusal))
        return redirect(self.done or f"desk:{self.side}_submitted", case.pk)

    # --- pages

    def _step(
        self,
        request: UserRequest,
        page: Page,
        form: forms.Form,
        draft: Draft | None,
        *,
        resumed: Draft | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {"page": page, "form": form, "draft": draft, "resumed": resumed, "steps": self._steps(page.name)}
        more = {"is_first": page == self.pages[0], "is_last": page == self.pages[-1], "cases_side": self.side}
        return render(request, self.template, {**self.more, **context, **more}, status=status)

    def _check(self, request: UserRequest, raw: Raw, draft: Draft | None, refusal: str = "") -> HttpResponse:
        answers = [
            (label, words, self._url(page.name))
            for page in self.pages
            for label, words in _said(self._bound(page, raw))
        ]
        context = {"answers": answers, "draft": draft, "steps": self._steps(CHECK), "promise": self.promise}
        more = {"refusal": refusal, "seen": seen_of(raw)}
        return render(request, self.template, {**self.more, **context, **more}, status=422 if refusal else 200)

    def _steps(self, current: str) -> list[dict[str, Any]]:
        names = [*((page.name, page.title) for page in self.pages), (CHECK, _("检查您的填写"))]
        here = [name for name, _title in names].index(current)
        return [
            {"title": title, "state": "done" if place < here else "now" if place == here else ""}
            for place, (_name, title) in enumerate(names)
        ]

    # --- within

    def _draft(self) -> Draft | None:
        return queries.draft_of(self.kind, person_id=self.person_id, employer_id=self.employer_id)

    def _posted_draft(self, request: UserRequest) -> Draft | None:
        """The draft that the posted page belonged to, where it is this applicant's; it may be a case by now."""
        pk = request.POST.get("draft", "")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
            return None
        own = Draft.objects.filter(kind__code=self.kind, person=self.person_id, employer=self.employer_id)
        return own.select_related("case__version").filter(pk=int(pk)).first()

    def _page(self, name: str) -> Page:
        return next((page for page in self.pages if page.name == name), self.pages[0])

    def _after(self, page: Page) -> str:
        names = [*(each.name for each in self.pages), CHECK]
        return names[names.index(page.name) + 1]

    def _before(self, page: Page) -> str:
        return self.pages[max(self.pages.index(page) - 1, 0)].name

    def _bound(self, page: Page, raw: Raw) -> forms.Form:
        form = page.form(raw)
        form.is_valid()
        return form

    def _first_wrong(self, raw: Raw) -> Page | None:
        return next((page for page in self.pages if not self._bound(page, raw).is_valid()), None)

    def _url(self, name: str) -> str:
        return f"{self.here}?page={name}"


def raw_of(draft: Draft | None) -> Raw:
    """What was typed into a draft."""
    return dict(json.loads(draft.fields)) if draft else {}


def seen_of(raw: Raw) -> str:
    """What stands for the answers that a check page showed: a draft is shared, and may change while one reads it."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def _said(form: forms.Form) -> list[tuple[Any, str]]:
    """Each question with what was answered, in words; what was left open is left out."""
    found = []
    for name, question in form.fields.items():
        words = _words(question, form.cleaned_data.get(name))
        if words:
            found.append((question.label, words))
    return found


def _words(question: forms.Field, value: Any) -> str:
    if isinstance(question, forms.ChoiceField):
        return str(dict(question.choices).get(value, "")) if value else ""  # type: ignore[arg-type, call-overload]
    if isinstance(question, forms.BooleanField):
        return _("是") if value else ""
    if isinstance(question, YuanField):
        return _("%(amount)s 元") % {"amount": yuan(value)} if value is not None else ""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def submitted_page(request: UserRequest, side: str, found: Case) -> HttpResponse:
    """What was handed in has a number; what happens next, and where to follow it."""
    context = {"case": found, "side": side, "has_papers": found.is_open and found.requirements.exists()}
    return render(request, f"desk/{side}/submitted.html", context)
