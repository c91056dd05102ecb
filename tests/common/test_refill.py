"""Forms filled in again: every kind of field, the right form of several, and nothing that the page itself put there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from common.refill import fill

PAGE = """<p>前</p>
<form method="get" action="/x/"><input name="name" value="旧"></form>
<form method="post"><input type="hidden" name="version" value="2"><input name="name" value="旧" class="a&amp;b">
<input type="password" name="old" value=""><input type="file" name="paper"><textarea name="why" rows="3">
旧话</textarea>
<select name="kind"><option value="A" selected>甲</option><option value="B">乙</option></select>
<input type="checkbox" name="agree" value="1" checked> <input type="checkbox" name="also" value="x">
<input type="radio" name="way" value="1" checked><input type="radio" name="way" value="2">
<input name="line"><input name="line"><button name="more" value="1">多</button></form>
<input name="outside" form="far"><form method="post" action="/far/" id="far"></form>"""


def filled(fields: dict[str, list[str]], action: str = "/x/") -> str:
    answer = fill(PAGE, page="/x/", action=action, fields=fields)
    assert answer is not None
    return answer.html


def test_texts_areas_lists_and_marks_show_what_was_typed() -> None:
    html = filled(
        {"name": ["新"], "why": ["a\n<b>"], "kind": ["B"], "also": ["x"], "way": ["2"], "line": ["1", "2"]},
    )
    assert '<input name="name" value="新" class="a&amp;b">' in html and html.count("旧") == 1
    assert '<textarea name="why" rows="3">\na\n&lt;b&gt;</textarea>' in html
    assert '<option value="A">甲' in html and '<option value="B" selected>乙' in html
    assert 'name="agree" value="1">' in html and 'name="also" value="x" checked>' in html
    assert 'name="way" value="1">' in html and 'name="way" value="2" checked>' in html
    assert '<input name="line" value="1"><input name="line" value="2">' in html


def test_what_the_page_puts_in_itself_stays_the_pages() -> None:
    html = filled({"version": ["2"], "old": ["geheim"], "paper": ["x.pdf"], "more": ["9"]})
    assert 'name="version" value="2"' in html and "geheim" not in html and "x.pdf" not in html and '"9"' not in html


def test_a_form_elsewhere_is_found_by_where_it_leads_and_its_fields_may_lie_outside_it() -> None:
    assert '<input name="outside" form="far" value="z">' in filled({"outside": ["z"]}, action="/far/")
    assert fill(PAGE, page="/x/", action="/nowhere/", fields={}) is None


def test_of_several_forms_for_one_act_the_one_with_the_same_hidden_values_is_filled() -> None:
    row = '<form method="post"><input type="hidden" name="row" value="{}"><input name="why"></form>'
    answer = fill(row.format(1) + row.format(2), page="/", action="/", fields={"row": ["2"], "why": ["是"]})
    assert answer is not None and answer.html.index("是") > answer.html.index('value="2"')
    assert answer.form_at == len(row.format(1))


def test_a_form_whose_hidden_values_have_changed_is_another_form() -> None:
    assert fill(PAGE, page="/x/", action="/x/", fields={"version": ["1"], "name": ["新"]}) is None


def test_what_finds_no_place_is_named() -> None:
    answer = fill(PAGE, page="/x/", action="/x/", fields={"gone": ["a"], "kind": ["C"], "line": ["1", "2", "3"]})
    assert answer is not None and answer.left == ["gone", "kind", "line"]
    assert '<option value="A" selected>' in answer.html


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")))
def test_no_typed_text_breaks_out_of_its_field(text: str) -> None:
    html = filled({"name": [text], "why": [text]})
    assert html.count("<form") == 3 and html.count("<input") == PAGE.count("<input")
    again = fill(html, page="/x/", action="/x/", fields={"name": [text], "why": [text]})
    assert again is not None and again.html == html
