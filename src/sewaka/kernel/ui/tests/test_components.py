"""The components as markup: what a screen reader and a keyboard meet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template
from django.utils import translation

from sewaka.kernel.ui.tags import figures, flow, status
from sewaka.kernel.ui.values import (
    Cell,
    Choice,
    Column,
    Line,
    Photo,
    Problem,
    Promise,
    PromiseState,
    Row,
    Status,
    Table,
)
from sewaka.kernel.workflow import StateGroup


def drawn(source: str, **context: Any) -> BeautifulSoup:
    """The markup of a template that has `{% load ui %}` before it, in Indonesian."""
    with translation.override("id"):
        return BeautifulSoup(Template("{% load ui %}" + source).render(Context(context)), "lxml")


def one(page: Tag, selector: str) -> Tag:
    """The only element of that kind."""
    (found,) = page.select(selector)
    return found


def test_every_state_group_has_its_own_silhouette() -> None:
    icons = [icon for _tone, icon in (*status.LOOKS.values(), status.MERGED, status.CONFIRMED)]
    assert set(status.LOOKS) == set(StateGroup)
    assert len(set(icons)) == len(icons)


def test_overdue_is_added_to_the_state_and_never_replaces_it() -> None:
    page = drawn("{% status_chip s %}", s=Status(StateGroup.OPEN, "Dikerjakan", overdue_days=2))
    assert [chip.get_text(strip=True) for chip in page.select(".chip")] == [
        "Dikerjakan",
        "Terlambat 2 hari kerja",
    ]
    assert len(page.select(".chip svg[aria-hidden=true]")) == 2


def test_a_promise_is_a_date() -> None:
    due = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
    late = drawn("{% promise_clock p %}", p=Promise("Selesai", due, PromiseState.LATE, -2))
    assert one(late, ".promise-date").get_text() == "Jum, 27 Nov 2026"
    assert one(late, ".promise-state").get_text(strip=True) == "Terlambat 2 hari kerja"
    assert one(late, "time")["datetime"] == "2026-11-27T07:30:00+00:00"


def test_a_field_joins_label_hint_and_error() -> None:
    page = drawn("{% text_field 'place' 'Di mana?' hint='Nama jalan.' error='Tulis lokasi.' %}")
    box = one(page, "input")
    assert one(page, "label")["for"] == box["id"] == "id_place"
    assert box["aria-describedby"] == "id_place-hint id_place-error"
    assert box["aria-invalid"] == "true"
    assert one(page, "#id_place-error").get_text(" ", strip=True) == "Kesalahan: Tulis lokasi."


class Everything(forms.Form):
    """One field of each kind that a page may have."""

    name = forms.CharField(label="Nama", max_length=80)
    story = forms.CharField(label="Cerita", widget=forms.Textarea, required=False, max_length=2000)
    kind = forms.ChoiceField(
        label="Jenis", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")]
    )
    village = forms.ChoiceField(label="Desa", choices=[(str(n), f"Desa {n}") for n in range(12)])
    news = forms.MultipleChoiceField(
        label="Kabar", widget=forms.CheckboxSelectMultiple, choices=[("m", "Surel")]
    )
    agreed = forms.BooleanField(label="Setuju")
    day = forms.DateField(label="Hari", widget=forms.DateInput)
    secret = forms.CharField(widget=forms.HiddenInput)


def test_each_kind_of_form_field_becomes_its_component() -> None:
    form = Everything(auto_id="id_%s")
    page = drawn("{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    assert len(page.select("input.input[type=text][name=name][required]")) == 1
    assert len(page.select("textarea.input[name=story][maxlength='2000']:not([required])")) == 1
    assert len(page.select("fieldset#id_kind .choice input[type=radio]")) == 2
    assert len(page.select(".select[data-search] select[name=village] option")) == 12
    assert len(page.select("fieldset .choice input[type=checkbox][name=news]")) == 1
    assert len(page.select(".choice input[type=checkbox][name=agreed]")) == 1
    assert len(page.select("input[type=date][name=day]")) == 1
    assert len(page.select("input[type=hidden][name=secret]")) == 1


def test_the_error_summary_leads_to_each_field() -> None:
    form = Everything({"name": "", "kind": "a", "village": "1", "agreed": "on"}, auto_id="id_%s")
    page = drawn("{% error_summary form %}", form=form)
    targets = [link["href"] for link in page.select(".summary a")]
    assert targets == ["#id_name", "#id_news", "#id_day", "#id_secret"]
    assert one(page, ".summary")["tabindex"] == "-1"


def test_nothing_to_mend_prints_nothing() -> None:
    assert flow.problems_of(None) == []
    assert drawn("{% error_summary form %}", form=Everything()).get_text(strip=True) == ""
    given = [Problem("id_x", "Tulis nama.")]
    assert flow.problems_of(given) == given


def test_a_sorted_head_says_so_and_turns_round() -> None:
    columns = (
        Column("t", "Berkas", is_main=True),
        Column("d", "Sisa", is_number=True, sort="sisa"),
    )
    table = Table(
        "Daftar", columns, [Row([Cell("Got", url="/x"), Cell("3")])], sort="sisa", query="q=got"
    )
    page = drawn("{% data_table t %}", t=table)
    head = page.select("thead th")[1]
    assert head["aria-sort"] == "ascending"
    assert one(head, "a")["href"] == "?urut=-sisa&q=got"
    assert one(page, "tbody th[scope=row] a")["href"] == "/x"
    assert one(page, "tbody td")["data-label"] == "Sisa"


def test_a_table_without_a_link_is_moved_by_keyboard() -> None:
    columns = (Column("t", "Berkas"),)
    plain = drawn("{% data_table t %}", t=Table("Daftar", columns, [Row([Cell("Got")])]))
    wrap = one(plain, ".table-wrap")
    assert (wrap["tabindex"], wrap["role"], wrap["aria-label"]) == ("0", "region", "Daftar")
    linked = drawn("{% data_table t %}", t=Table("Daftar", columns, [Row([Cell("Got", url="/x")])]))
    assert "tabindex" not in one(linked, ".table-wrap").attrs


def test_a_row_with_a_missing_cell_is_a_mistake() -> None:
    table = Table("Daftar", (Column("a", "A"), Column("b", "B")), [Row([Cell("1")])])
    with pytest.raises(ValueError, match="shorter"):
        drawn("{% data_table t %}", t=table)


def test_a_masked_photo_shows_no_picture() -> None:
    page = drawn("{% photo p %}", p=Photo("/berkas/1.webp", "Foto", is_masked=True))
    assert page.select("img") == []
    assert one(page, "[role=img]")["aria-label"] == "Foto"


def test_long_lists_get_a_search_box_and_short_ones_none() -> None:
    short, long = ([Choice(str(n), str(n)) for n in range(count)] for count in (10, 11))
    assert not drawn("{% select_field 'v' 'Desa' c %}", c=short).select("[data-search]")
    assert drawn("{% select_field 'v' 'Desa' c %}", c=long).select("[data-search]")


def test_texts_of_people_are_escaped() -> None:
    page = drawn("{% notice t %}", t="<script>alert(1)</script>")
    assert page.select("script") == []
    assert "<script>alert(1)</script>" in page.get_text()


@pytest.mark.parametrize(("days_left", "has_time"), [(0, True), (1, False), (-1, False)])
def test_a_promise_for_today_says_until_when(days_left: int, *, has_time: bool) -> None:
    due = datetime(2026, 11, 27, 8, 2, tzinfo=UTC)
    page = drawn("{% promise_clock p %}", p=Promise("Dijawab", due, days_left=days_left))
    assert ("16.02" in one(page, ".promise-date").get_text()) is has_time


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ([3.0, 5.0, None], ["10", "Hari ini 5", "Biasanya 8"]),
        ([3.0, 5.0, 6.0], ["Hari ini 6", "Biasanya 9"]),
    ],
)
def test_the_figures_of_lines_are_of_one_moment(
    today: list[float | None], words: list[str]
) -> None:
    lines = [Line("Hari ini", today), Line("Biasanya", [7.0, 8.0, 9.0])]
    page = drawn("{% chart_lines l h title='Hari' %}", l=lines, h=["09", "10", "11"])
    assert [" ".join(name.get_text().split()) for name in page.select(".lines-names li")] == words


def test_a_line_leaves_a_gap_where_there_is_no_figure() -> None:
    assert figures.line_path([0, None, 2], top=2) == "M0.0 194.0M640.0 6.0"
    assert figures.line_path([1], top=1) == ""
    assert figures.spark_path([0, 0]) == ""


def test_a_qr_code_has_a_name() -> None:
    page = drawn("{% qr_code 'https://contoh.example/l/1' 'Kode QR' %}")
    assert one(page, "[role=img]")["aria-label"] == "Kode QR"
    assert page.select("svg path")
