"""Template tags of the design system."""

from __future__ import annotations

import pytest

from common.templatetags import ui


def test_badge_escapes_its_words_and_knows_its_colours() -> None:
    assert ui.badge("<b>", "good") == '<span class="badge-state good">&lt;b&gt;</span>'
    with pytest.raises(AssertionError):
        ui.badge("x", "pink")


def test_signed_money_has_sign_and_colour() -> None:
    assert ui.signed_money(202600) == '<span class="money plus">+2,026.00</span>'
    assert ui.signed_money(-5) == '<span class="money minus">−0.05</span>'
    assert ui.money(-5) == '<span class="money">-0.05</span>'


def test_url_if_is_empty_where_no_page_exists() -> None:
    assert ui.url_if("no:such_page") == ""
    assert ui.url_if("fundcenter:public_home") == "/"


def test_bars_stand_on_the_axis_and_the_highest_fills_the_room() -> None:
    chart = ui.bar_chart([("1", 100, 100), ("2", 50), ("3", 0)], "两百")
    first, second, third = chart["bars"]
    assert first["base_height"] + first["top_height"] == ui.CHART_HEIGHT - ui.CHART_FOOT - ui.CHART_HEAD
    assert second["base_y"] + second["base_height"] == chart["floor"]
    assert third["base_height"] == 0
    assert (chart["highest_fen"], chart["has_top"]) == (200, True)


def test_a_chart_without_rows_is_drawn_all_the_same() -> None:
    assert ui.bar_chart([], "没有数据")["bars"] == []


def test_many_bars_are_labelled_sparsely() -> None:
    bars = ui.bar_chart([(str(n), n) for n in range(40)], "四十")["bars"]
    assert sum(bar["labelled"] for bar in bars) <= 13


def test_keys_go_by_their_names() -> None:
    assert ui.key(" ") == "<kbd>空格</kbd>"
    assert ui.key("F2") == "<kbd>F2</kbd>"
