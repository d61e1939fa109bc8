"""The written form and the parameters of Open311, without a database."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.geo import Box, Position
from sewaka.modules.reports.rules import questions, states
from sewaka.modules.reports.rules.georeport import asking, writing
from sewaka.modules.reports.rules.georeport.asking import Circle, Page, Range, Unreadable
from sewaka.modules.reports.rules.georeport.statuses import STATUS_OF
from sewaka.modules.reports.tests.written_xml import parsed

WITA = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)

TEXTS = st.text(st.characters(codec=None), max_size=30)  # lone surrogates and controls included
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda one: one not in writing.ITEM_OF)
SCALARS = (
    TEXTS
    | st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    st.dictionaries(NAMES, SCALARS, max_size=4),
    lambda inner: (
        st.dictionaries(NAMES, inner, max_size=3)
        | st.fixed_dictionaries({"notes": st.lists(inner, max_size=3)})
    ),
    max_leaves=12,
)


def told_by_xml(element: ElementTree.Element) -> Any:
    """An element as JSON would say it, every scalar as its text."""
    if element.tag in writing.ITEM_OF:
        return [told_by_xml(inner) for inner in element]
    if len(element):
        return {inner.tag: told_by_xml(inner) for inner in element}
    return element.text


def told_by_json(value: Any) -> Any:
    """JSON with every scalar as its text; what is empty is nothing, as XML has no other way."""
    if isinstance(value, dict):
        return {name: told_by_json(inner) for name, inner in value.items()} or None
    if isinstance(value, list):
        return [told_by_json(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else repr(value)


@given(VALUES)
def test_both_writers_say_the_same(value: Any) -> None:
    root = parsed(writing.DECLARATION + writing.as_xml("root", value))
    assert told_by_xml(root) == told_by_json(orjson.loads(writing.as_json(value)))


@given(TEXTS)
def test_what_xml_can_not_carry_is_left_out(text: str) -> None:
    kept = writing.legal(text)
    assert parsed(f"<a>{escape(kept, quote=False)}</a>").text == (kept or None)
    assert writing.legal(kept) == kept


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("2026-11-23T14:05:00+08:00", NOW),
        ("2026-11-23T14:05:00 08:00", NOW),  # the plus was undone by a URL decoder
        ("2026-11-23T06:05:00Z", NOW),
        ("2026-11-23T14:05+08:00", NOW),
        ("2026-11-23", datetime(2026, 11, 22, 16, 0, tzinfo=UTC)),  # the local day
    ],
)
def test_dates_that_can_be_read(text: str, begins: datetime) -> None:
    assert asking.moment(text, zone=WITA).begins == begins


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bad", "reports.open311.date"),
        ("2026-13-01", "reports.open311.date"),
        ("0001-01-01", "reports.open311.date"),
        ("9999-12-31T23:59:59-12:00", "reports.open311.date"),
        ("2" * 100, "reports.open311.date"),
        ("2026-11-23T14:05:00", "reports.open311.date_without_offset"),
    ],
)
def test_dates_that_can_not(text: str, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        asking.moment(text, zone=WITA)


def moment(text: str) -> asking.Moment:
    return asking.moment(text, zone=WITA)


def test_neither_date_means_the_last_ninety_days() -> None:
    assert asking.span(None, None, now=NOW) == Range(NOW - timedelta(days=90), None)


def test_one_date_means_ninety_days_from_it_or_up_to_it() -> None:
    start = moment("2026-01-01T00:00:00+08:00")
    assert asking.span(start, None, now=NOW) == Range(
        start.begins, start.begins + timedelta(days=90)
    )
    end = moment("2026-06-01")
    assert asking.span(None, end, now=NOW) == Range(end.begins - timedelta(days=90), end.ends)


def test_an_end_is_found_to_its_second_and_to_its_day() -> None:
    assert moment("2026-06-01T00:00:00+08:00").ends - moment("2026-06-01").begins == timedelta(
        seconds=1
    )
    assert moment("2026-06-01").ends == moment("2026-06-02").begins


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-06-02", "2026-06-01", "reports.open311.end_before_start"),
        ("2026-01-01", "2026-04-02", "reports.open311.span"),
        ("2026-01-01T00:00:00Z", "2026-04-01T00:00:01Z", "reports.open311.span"),
    ],
)
def test_ranges_that_are_none(start: str, end: str, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        asking.span(moment(start), moment(end), now=NOW)


def test_ninety_days_and_one_day_are_ranges() -> None:
    assert asking.span(moment("2026-01-01"), moment("2026-04-01"), now=NOW).until is not None
    assert asking.span(moment("2026-01-01"), moment("2026-01-01"), now=NOW) == Range(
        moment("2026-01-01").begins, moment("2026-01-02").begins
    )


def test_lists_forget_blanks_and_repetitions() -> None:
    assert asking.words(" 001, ,101,001,") == ("001", "101")


def test_a_thousand_ids_and_no_more() -> None:
    assert len(asking.ids(",".join(map(str, range(1000))))) == 1000
    with pytest.raises(Unreadable, match=r"reports\.open311\.too_many_ids"):
        asking.ids(",".join(map(str, range(1001))))


@pytest.mark.parametrize("text", ["maybe", "open,maybe", "open;closed"])
def test_a_status_that_is_none(text: str) -> None:
    with pytest.raises(Unreadable, match=r"reports\.open311\.status"):
        asking.statuses(text)


def test_any_two_corners_make_a_box() -> None:
    expected = Box(south=-8.7, west=115.1, north=-8.6, east=115.3)
    assert asking.box("115.1,-8.7,115.3,-8.6") == expected
    assert asking.box("115.3,-8.6,115.1,-8.7") == expected


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "nan,1,2,3", "inf,1,2,3", "1e400,1,2,3", "200,1,2,3", "a,b"]
)
def test_boxes_that_are_none(text: str) -> None:
    with pytest.raises(Unreadable, match=r"reports\.open311\.bbox"):
        asking.box(text)


def test_a_circle_has_a_usual_radius() -> None:
    assert asking.circle(lat="-8.7", long="115.2", radius="") == Circle(
        Position(lat=-8.7, lon=115.2), 1000.0
    )
    assert asking.circle(lat="", long="", radius="") is None


@pytest.mark.parametrize(
    ("lat", "long", "radius", "code"),
    [
        ("-8.7", "", "", "reports.position.incomplete"),
        ("", "", "100", "reports.position.incomplete"),
        ("115.2", "-8.7", "100", "reports.position.swapped"),
        ("nan", "115.2", "100", "reports.position.out_of_range"),
        ("-8.7", "115.2", "5001", "reports.open311.radius"),
        ("-8.7", "115.2", "0", "reports.open311.radius"),
        ("-8.7", "115.2", "nan", "reports.open311.radius"),
    ],
)
def test_circles_that_are_none(lat: str, long: str, radius: str, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        asking.circle(lat=lat, long=long, radius=radius)


def test_pages() -> None:
    assert asking.page(number="", size="") is None
    assert asking.page(number="3", size="") == Page(3, 100)
    assert asking.page(number="", size="500") == Page(1, 500)
    for number, size in (("0", ""), ("-1", ""), ("", "501"), ("x", ""), ("²", ""), ("9" * 30, "")):
        with pytest.raises(Unreadable):
            asking.page(number=number, size=size)


def test_orders() -> None:
    assert asking.order("requested_datetime") == "requested_datetime"
    assert asking.order("-updated_datetime") == "-updated_datetime"
    assert asking.order("updated_datetime desc") == "-updated_datetime"
    with pytest.raises(Unreadable, match=r"reports\.open311\.order_by"):
        asking.order("case_id")


@given(st.text(max_size=60))
def test_whatever_is_asked_is_read_or_refused(text: str) -> None:
    """No reader breaks in another way than with `Unreadable`."""
    readers = (
        lambda: asking.moment(text, zone=WITA),
        lambda: asking.box(text),
        lambda: asking.circle(lat=text, long=text, radius=text),
        lambda: asking.page(number=text, size=text),
        lambda: asking.order(text),
        lambda: asking.flag(text),
        lambda: asking.statuses(text),
        lambda: asking.locale(text, known=("id", "en"), usual="id"),
    )
    for reader in readers:
        with suppress(Unreadable):
            reader()


def test_every_state_has_a_status_of_the_extension() -> None:
    assert [state for state in states.GROUP_OF if state not in STATUS_OF] == []


FORM = questions.read_form(
    [
        {"code": "note", "question": {"id": "Baca dulu", "en": "Read"}, "variable": False},
        {"code": "size", "question": {"id": "Besar?", "en": "Size?"}, "datatype": "number"},
        {
            "code": "kind",
            "question": {"id": "Apa?", "en": "What?"},
            "datatype": "multivaluelist",
            "required": True,
            "values": [
                {"key": "a", "name": {"id": "Abu", "en": "Ash"}},
                {"key": "b", "name": {"id": "Botol", "en": "Bottle"}},
            ],
        },
        {
            "code": "side",
            "question": {"id": "Sisi?", "en": "Side?"},
            "datatype": "singlevaluelist",
            "values": [{"key": "l", "name": {"id": "Kiri", "en": "Left"}}],
        },
        {"code": "when", "question": {"id": "Kapan?", "en": "When?"}, "datatype": "datetime"},
    ]
)


def test_all_problems_of_answers_come_at_once() -> None:
    given_answers = {
        "size": ["big"],
        "side": ["l", "l"],
        "when": ["yesterday"],
        "else": ["x"],
        "note": ["x"],
    }
    assert questions.problems(FORM, given_answers, zone=WITA) == {
        "size": "reports.answer.number",
        "kind": "reports.answer.required",
        "side": "reports.answer.one_only",
        "when": "reports.answer.datetime",
    }
    assert questions.unasked(FORM, given_answers) == {
        "else": "reports.answer.unknown",
        "note": "reports.answer.unknown",
    }
    assert questions.unasked((), {"else": ["x"]}) == {}
    assert questions.problems(FORM, {"kind": ["a", "c"]}, zone=WITA) == {
        "kind": "reports.answer.not_offered"
    }


def test_good_answers_are_kept_and_strange_ones_apart() -> None:
    assert questions.problems(FORM, {"kind": ["a", "b"], "size": ["2,5"]}, zone=WITA) == {}
    strange = questions.kept((), {"x": ["1"]}, form_version="")
    assert strange == {"values": {}, "extra": {"x": ["1"]}, "form": ""}
    assert questions.kept(FORM, {"kind": ["a"], "size": [""]}, form_version="3f") == {
        "values": {"kind": ["a"]},
        "extra": {},
        "form": "3f",
    }


@pytest.mark.parametrize(
    "row",
    [
        {"code": "x", "question": {"id": "", "en": ""}, "datatype": "singlevaluelist"},
        {"code": "x", "question": {"id": "", "en": ""}, "datatype": "colour"},
        {
            "code": "x",
            "question": {"id": "", "en": ""},
            "values": [{"key": "a", "name": {"id": "", "en": ""}}],
        },
        {"code": "x", "question": {"id": "", "en": ""}, "stops": True},
    ],
)
def test_a_form_that_is_none(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"lists|colour|stop"):
        questions.read_form([row])


HAZARD = questions.read_form(
    [
        {
            "code": "wire",
            "question": {"id": "Kabel jatuh?", "en": "A wire down?"},
            "variable": False,
            "stops": True,
            "call": "112",
        },
        {"code": "size", "question": {"id": "Besar?", "en": "Size?"}},
    ]
)


def test_a_hazard_holds_the_form_until_it_was_read_for_this_category() -> None:
    assert questions.is_held(HAZARD, category="202", warned="")
    assert questions.is_held(HAZARD, category="202", warned="104")
    assert not questions.is_held(HAZARD, category="202", warned="202")
    assert not questions.is_held(FORM, category="201", warned="")
    assert (HAZARD[0].call, questions.asked_codes(HAZARD)) == ("112", ("size",))


_ROWS = st.lists(
    st.fixed_dictionaries({"code": st.text(max_size=5), "required": st.booleans()}), max_size=4
)


@given(_ROWS, _ROWS)
def test_another_wording_is_another_version(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    is_same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (questions.version(one) == questions.version(other)) == is_same
    turned = [dict(reversed(row.items())) for row in one]
    assert questions.version(turned) == questions.version(one)


@given(st.dictionaries(st.sampled_from(["kind", "size", "else"]), st.lists(st.text(max_size=4))))
def test_no_answer_is_lost_and_none_is_in_two_places(given_answers: dict[str, list[str]]) -> None:
    kept = questions.kept(FORM, given_answers, form_version="")
    assert not kept["values"].keys() & kept["extra"].keys()
    assert kept["extra"].keys() == given_answers.keys() - {"kind", "size"}
