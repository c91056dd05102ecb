"""The catalogue: words are found in code and templates, and compiled without system gettext."""

from __future__ import annotations

import gettext
from datetime import UTC, datetime
from pathlib import Path

import polib
from django.utils import translation

from common.templatetags.fund import day_words
from fundcenter import words
from fundcenter.words import Word


def found_in_python(text: str) -> list[Word]:
    return [word for word, _line in words.words_of_python(text)]


def found_in_template(text: str) -> list[Word]:
    return [word for word, _line in words.words_of_template(text)]


def test_words_of_python_are_the_texts_of_gettext_calls_alone() -> None:
    code = """
'''文档里的 _("不算") 不算。'''
from django.utils.translation import gettext as _, ngettext, pgettext
a = _("已提交")
b = _("共" "两段")
c = ngettext("%(n)s 天", "%(n)s 天", 2)
d = pgettext("动词", "结算")
e = print("普通文字")
"""
    assert found_in_python(code) == [
        Word("已提交"),
        Word("共两段"),
        Word("%(n)s 天", plural="%(n)s 天"),
        Word("结算", context="动词"),
    ]


def test_words_of_a_template() -> None:
    text = """{% translate "退出" %}{% trans '首页' as home %}{% include "x.html" with text=_("全部") %}
{{ _("变量里") }}{# {% translate "注释" %} #}{% translate "说\\"好\\"" %}"""
    assert found_in_template(text) == [Word("退出"), Word("首页"), Word("全部"), Word("变量里"), Word('说"好"')]


def test_blocks_are_found_as_django_looks_them_up() -> None:
    text = """{% blocktranslate trimmed with name=user.name %}
        您好，{{ name }}。
        余额 100% 可查。
    {% endblocktranslate %}{% blocktranslate count n=days %}{{ n }} 天{% plural %}{{ n }} 天{% endblocktranslate %}"""
    assert found_in_template(text) == [
        Word("您好，%(name)s。 余额 100%% 可查。"),
        Word("%(n)s 天", plural="%(n)s 天"),
    ]


def test_collecting_keeps_translations_adds_new_words_and_drops_old_ones(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    code = tmp_path / "app" / "views.py"
    code.write_text('_("甲")\n_("乙")')
    assert words.collect(tmp_path) == (2, 0)
    catalogue = polib.pofile(str(tmp_path / words.CATALOGUE))
    catalogue.find("甲").msgstr = "A"
    catalogue.save()
    code.write_text('_("甲")\n_("丙 %(n)s")')
    assert words.collect(tmp_path) == (1, 1)
    assert [found.word.msgid for found in words.missing(tmp_path)] == ["丙 %(n)s"]
    assert polib.pofile(str(tmp_path / words.CATALOGUE)).find("甲").msgstr == "A"


def test_the_compiled_catalogue_is_read_by_gettext(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('_("退出")')
    words.collect(tmp_path)
    catalogue = polib.pofile(str(tmp_path / words.CATALOGUE))
    catalogue.find("退出").msgstr = "Log out"
    catalogue.save()
    assert words.compile_catalogue(tmp_path)
    assert not words.compile_catalogue(tmp_path), "an up-to-date file is left alone"
    assert gettext.translation("django", tmp_path / "locale", ["en"]).gettext("退出") == "Log out"


def test_the_projects_own_words_can_be_read(settings: object) -> None:
    found = words.used_words(settings.BASE_DIR)  # type: ignore[attr-defined]
    assert len(found) > 500
    assert [each for each in found if not each.word.msgid] == []


def test_a_day_is_said_in_the_readers_language() -> None:
    moment = datetime(2026, 12, 4, 2, 30, tzinfo=UTC)
    assert (day_words(moment), day_words(moment.date()), day_words(None)) == ("12月4日 10:30", "12月4日", "")
    with translation.override("en"):
        assert day_words(moment) == "12/4 10:30"
