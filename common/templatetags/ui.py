"""Template tags of the design system: badges, guarded addresses, charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import money as amounts

register = template.Library()

BADGES = ("", "good", "warn", "bad", "act", "quiet")
CHART_WIDTH, CHART_HEIGHT, CHART_FOOT, CHART_HEAD = 360, 130, 18, 16


@register.simple_tag
def badge(label: object, kind: str = "") -> SafeString:
    """A status in one word; `kind` is "", good, warn, bad, act or quiet."""
    assert kind in BADGES, kind
    return format_html('<span class="badge-state {}">{}</span>', kind, label)


@register.simple_tag
def money(fen: int) -> SafeString:
    """An amount that keeps together and lines up with its neighbours."""
    return format_html('<span class="money">{}</span>', amounts.yuan(fen))


@register.simple_tag
def signed_money(fen: int) -> SafeString:
    """An amount with its sign and colour, as in a statement."""
    sign, name = ("+", "plus") if fen >= 0 else ("−", "minus")
    return format_html('<span class="money {}">{}{}</span>', name, sign, amounts.yuan(abs(fen)))


@register.simple_tag
def url_if(url_name: str, *args: object) -> str:
    """The address of a URL name, or nothing where no such page exists: `{% url_if "x:y" as link %}`."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag
def key(name: str) -> SafeString:
    """A key as it stands on the keyboard; the space bar by its name."""
    return format_html("<kbd>{}</kbd>", {" ": "空格", "Escape": "Esc"}.get(name, name))


@register.filter
def get_attribute(source: object, name: str) -> Any:
    """`source.name`, for names that are data."""
    return getattr(source, name)


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(rows: Iterable[Sequence[Any]], label: str) -> dict[str, Any]:
    """Bars of fen. Each row is (label, fen) or (label, fen, fen on top, such as interest); amounts of zero or more.

    `label` is the sentence that tells the chart's message to whoever cannot see it.
    """
    rows = [(str(row[0]), int(row[1]), int(row[2]) if len(row) > 2 else 0) for row in rows]
    highest = max((base + top for _label, base, top in rows), default=0) or 1
    room, step = CHART_HEIGHT - CHART_FOOT - CHART_HEAD, CHART_WIDTH // max(len(rows), 1)
    floor = CHART_HEIGHT - CHART_FOOT
    width = max(min(step * 2 // 3, CHART_WIDTH // 6), 1)  # one bar alone is no wall
    bars = []
    for place, (text, base, top) in enumerate(rows):
        low, high = base * room // highest, top * room // highest
        bars.append(
            {
                "label": text,
                "base_fen": base,
                "top_fen": top,
                "total_fen": base + top,
                "x": place * step + (step - width) // 2,
                "middle": place * step + step // 2,
                "width": width,
                "base_y": floor - low,
                "base_height": low,
                "top_y": floor - low - high,
                "top_height": high,
                # Labels of many bars would run into each other: every second, third … is written.
                "labelled": place % (len(rows) // 13 + 1) == 0,
            }
        )
    return {
        "bars": bars,
        "label": label,
        "floor": floor,
        "highest_fen": highest if any(bar["total_fen"] for bar in bars) else 0,
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "has_top": any(bar["top_fen"] for bar in bars),
    }
