"""Versions of the rules: what they ask, what they would have done, and publishing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from risk import operations
from risk import queries as kernel
from risk.forms.rule_sets import DraftForm, PublishForm, RuleForm
from risk.models import Backtest, RuleSet
from risk.operations import backtest
from risk.queries import backtest as backtest_queries
from risk.queries import versions as queries
from risk.rules import sentences
from risk.rules.backtest import Score
from risk.rules.registry import RULES
from risk.states.backtest import BACKTEST_BADGE
from risk.states.rule_sets import RULE_SET_BADGE, RuleSetStatus
from risk.states.screening import ACTION_BADGE
from risk.views.office.shared import run_form, tabs


@requires(Permission.RISK_RULES)
@require_safe
def rule_sets(request: UserRequest) -> HttpResponseBase:
    """All versions, the newest first."""
    listing = Listing(
        request,
        queries.rule_sets_visible_to(request.user),
        columns=[
            Column("number", _("版本"), value=str, link=lambda row: reverse("risk:office_rule_set", args=[row.pk])),
            Column("purpose", _("修改目的")),
            Column("made_by", _("起草人"), value=lambda row: str(row.made_by or _("系统"))),
            Column("made_at", _("起草时间"), kind="time", narrow=False),
            Column("published_by", _("发布人"), value=lambda row: str(row.published_by or ""), narrow=False),
            Column("published_at", _("发布时间"), kind="time", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: RULE_SET_BADGE[row.status]),
        ],
        order=("-number", "-id"),
        caption=_("规则版本"),
    )
    return listing.response("risk/office/rule_sets.html", {"tabs": tabs(request, "rule_sets")})


def _back(found: RuleSet) -> tuple[str, str]:
    return reverse("risk:office_rule_set", args=[found.pk]), str(found)


@requires(Permission.RISK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_new(request: UserRequest) -> HttpResponse:
    """Copy the version in use into a draft."""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.draft_rule_set(by=request.user, at=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已起草%(version)s。") % {"version": made})
            return redirect("risk:office_rule_set", made.pk)
    context = {
        "form": form,
        "label": _("起草新版本"),
        "intro": _("从正在使用的版本复制；改好后试运行、回测，再由另一人发布。"),
        "back": (reverse("risk:office_rule_sets"), _("规则")),
    }
    return render(request, "risk/office/do.html", context, status=422 if form.errors else 200)


@requires(Permission.RISK_RULES)
@require_safe
def rule_set(request: UserRequest, pk: int) -> HttpResponse:
    """One version: its rules beside those in use, its trial, its backtests, what may be done."""
    found = _one(request, pk)
    published = kernel.published()
    tests = list(backtest_queries.backtests_visible_to(request.user).filter(rule_set=found)[:5])
    current = backtest_queries.done_for(found, backtest.fingerprint_of(kernel.settings_of(found)), published)
    context = {
        "rule_set": found,
        "badge": RULE_SET_BADGE[found.status],
        "facts": _facts(found),
        "rules": _rules(found, published),
        "trial": queries.trial_counts(found) if found.status == RuleSetStatus.SHADOW else None,
        "tests": [_compared(each) for each in tests],
        "is_tried": current is not None,
        "is_draft": found.status == RuleSetStatus.DRAFT,
        "acts": _acts(found),
        "may_publish": found.status == RuleSetStatus.SHADOW and queries.may_publish(found, request.user),
    }
    return render(request, "risk/office/rule_set.html", context)


def _one(request: UserRequest, pk: int) -> RuleSet:
    return get_object_or_404(queries.rule_sets_visible_to(request.user), pk=pk)


def _facts(found: RuleSet) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("修改目的"), found.purpose),
        (_("起草人"), found.made_by or _("系统")),
        (_("起草时间"), f"{timezone.localtime(found.made_at):%Y-%m-%d %H:%M}"),
    ]
    if found.published_at:
        facts.append((_("发布人"), found.published_by or _("系统")))
        facts.append((_("发布时间"), f"{timezone.localtime(found.published_at):%Y-%m-%d %H:%M}"))
        facts.append((_("发布理由"), found.why))
    return facts


def _rules(found: RuleSet, published: RuleSet) -> list[dict[str, Any]]:
    """Each rule with its numbers in words; what differs from the version in use is marked."""
    in_use = {each.code: each for each in published.settings.order_by("code")}
    rows = []
    for each in found.settings.order_by("code"):
        other = in_use.get(each.code)
        same = other is not None and (
            (each.is_on, each.severity, each.action, each.params)
            == (other.is_on, other.severity, other.action, other.params)
        )
        rows.append(
            {
                "setting": each,
                "label": sentences.label(each.code),
                "unfed": RULES[each.code].unfed if each.code in RULES else "",
                "badge": ACTION_BADGE[each.action],
                "params": queries.params_in_words(each.params),
                "changed": not same,
            }
        )
    return rows


def _compared(test: Backtest) -> dict[str, Any]:
    """A backtest as two columns of figures."""
    ours, theirs = Score.of_json(test.tried), Score.of_json(test.published)
    counts = [
        (_("看过的申请（件）"), ours.seen, theirs.seen),
        (_("已认定的抓住（件）"), ours.caught, theirs.caught),
        (_("已认定的漏掉（件）"), ours.missed, theirs.missed),
        (_("误报（件）"), ours.false_alarms, theirs.false_alarms),
        (_("暂停办理（件）"), ours.held, theirs.held),
        (_("复核用时（分钟）"), ours.minutes, theirs.minutes),
    ]
    return {
        "test": test,
        "badge": BACKTEST_BADGE[test.status],
        "counts": counts,
        "stopped": (ours.stopped_fen, theirs.stopped_fen),
        "percent": 100 if not test.until else min(test.reached * 100 // test.until, 100),
    }


def _acts(found: RuleSet) -> list[tuple[str, Any]]:
    """What may be done at once: (name, words)."""
    acts: list[tuple[str, Any]] = []
    if found.status == RuleSetStatus.DRAFT:
        acts.append(("shadow", _("开始试运行")))
    if found.status == RuleSetStatus.SHADOW:
        acts.append(("redraft", _("结束试运行，退回草稿")))
    if found.status in (RuleSetStatus.DRAFT, RuleSetStatus.SHADOW):
        acts.append(("backtest", _("回测")))
    return acts


_ACTS = {
    "shadow": operations.start_shadow,
    "redraft": operations.redraft_rule_set,
    "backtest": backtest.start,
}


@requires(Permission.RISK_RULES)
@require_POST
def rule_set_do(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Try a version beside the one in use, end the trial, or try it on the past."""
    found = _one(request, pk)
    if name not in _ACTS:
        raise Http404
    said = {
        "shadow": _("已开始试运行：与正在使用的版本一起筛查，不影响办理。"),
        "redraft": _("已退回草稿，可以修改。"),
        "backtest": _("已开始回测，结果出来后显示在这里。"),
    }
    try:
        _ACTS[name](rule_set_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said[name])
    return redirect("risk:office_rule_set", pk)


@requires(Permission.RISK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Make a version the one that decides."""
    found = _one(request, pk)

    def run(**answers: Any) -> None:
        backtest.publish(rule_set_id=pk, by=request.user, at=timezone.now(), **answers)

    return run_form(
        request,
        PublishForm(request.POST or None),
        run,
        label=_("发布%(version)s") % {"version": found},
        back=_back(found),
        said=_("已发布，从现在起按这一版筛查。"),
        intro=_("起草和改过这一版的人不能发布；须已试运行，并与正在使用的版本做过回测。"),
    )


@requires(Permission.RISK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """One rule of a draft."""
    found = _one(request, pk)
    setting = get_object_or_404(found.settings, code=code)
    form = RuleForm(request.POST or None, setting=setting)

    def run(**_answers: Any) -> None:
        operations.change_setting(rule_set_id=pk, code=code, by=request.user, at=timezone.now(), **form.setting)

    label = _("规则 %(code)s：%(label)s") % {"code": code, "label": sentences.label(code)}
    return run_form(request, form, run, label=label, back=_back(found), said=_("已修改。"))
