"""Texts: placeholders, versions, who may rewrite them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.platform.notify import rules, texts
from sewaka.platform.notify.models import Template
from sewaka.platform.people import api as people
from tests.cast import NOW, Player
from tests.writes import nothing_written

WORDS = {
    "id": ("Laporan {number}", "Dijawab paling lambat {due}."),
    "en": ("Report {number}", "Answered by {due}."),
}
FACTS = {"number": "L26-7K3QX9M-4", "due": date(2026, 11, 27)}


@pytest.fixture
def editor(made: Player) -> Player:
    """Made, who also edits the city's texts."""
    people.grant(person_id=made.person.pk, role="editor", actor=SYSTEM, now=NOW)
    return made


def defined() -> None:
    """The software's own words."""
    texts.define(code="reports.received", words=WORDS, now=NOW)


def versions(language: str = "id") -> list[tuple[int, str]]:
    """Versions and subjects, oldest first."""
    rows = Template.objects.filter(code="reports.received", language=language)
    return list(rows.order_by("version").values_list("version", "subject"))


@given(st.text())
def test_a_fact_is_never_read_as_a_placeholder(value: str) -> None:
    filled = rules.fill("<{name}>", facts={"name": value}, write=str)
    assert filled == f"<{value}>"


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
        st.text() | st.integers() | st.dates() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_facts_keep_their_kind(facts: dict[str, rules.Fact]) -> None:
    packed = rules.pack(facts)
    assert {name: rules.unpack(value) for name, value in packed.items()} == facts


@pytest.mark.parametrize("text", ["{", "}", "{Name}", "{ name }", "{{name}}", "{a.b}", "{0}"])
def test_refuses_a_brace_that_opens_no_placeholder(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_text(text, allowed=frozenset({"name"}), field="body")
    assert refused.value.fields == {"body": "notify.text.brace"}


def test_dates_are_written_in_the_language_of_the_text(db: None) -> None:
    defined()
    read = [
        texts.read(texts.newest(code="reports.received", language=language), facts=FACTS).body
        for language in ("id", "en")
    ]
    assert read == ["Dijawab paling lambat Jum, 27 Nov 2026.", "Answered by Fri, 27 Nov 2026."]


def test_a_missing_fact_is_named(db: None) -> None:
    defined()
    with pytest.raises(DomainError) as missing:
        texts.read(texts.newest(code="reports.received", language="id"), facts={"number": "L"})
    assert (missing.value.code, missing.value.facts) == ("notify.fact_missing", {"name": "due"})


def test_defining_twice_changes_nothing_and_new_words_make_a_version(db: None) -> None:
    defined()
    with nothing_written():
        defined()
    texts.define(code="reports.received", words={"id": ("Aduan {number}", "{due}")}, now=NOW)
    assert versions() == [(1, "Laporan {number}"), (2, "Aduan {number}")]


def test_an_editors_words_stay_when_the_software_changes(editor: Player) -> None:
    defined()
    texts.publish(
        code="reports.received",
        language="id",
        subject="Kabar {number}",
        body="Paling lambat {due}.",
        actor=editor.actor,
        now=NOW,
    )
    texts.define(code="reports.received", words={"id": ("Aduan {number}", "{due}")}, now=NOW)
    assert versions() == [(1, "Laporan {number}"), (2, "Kabar {number}")]
    assert texts.newest(code="reports.received", language="id").written_by == editor.person


@pytest.mark.parametrize(
    ("body", "code"),
    [("Halo {nik}", "notify.text.placeholder"), ("Halo {due", "notify.text.brace")],
)
def test_an_editor_can_not_invent_placeholders(body: str, code: str, editor: Player) -> None:
    defined()
    actor = editor.actor
    with nothing_written(), pytest.raises(Invalid) as refused:
        texts.publish(
            code="reports.received", language="id", subject="x", body=body, actor=actor, now=NOW
        )
    assert refused.value.fields == {"body": code}


def test_only_editors_rewrite_texts(made: Player, admin: Player) -> None:
    defined()
    for actor in (made.actor, admin.actor):
        with nothing_written(), pytest.raises(Forbidden):
            texts.publish(
                code="reports.received", language="id", subject="x", body="y", actor=actor, now=NOW
            )


def test_an_unknown_text_is_not_found(db: None) -> None:
    with pytest.raises(NotFound):
        texts.newest(code="reports.nothing", language="id")


def test_a_language_without_words_falls_back_to_the_citys(db: None) -> None:
    texts.define(code="a.b", words={"id": ("Halo", "Dunia")}, now=NOW)
    assert texts.newest(code="a.b", language="en").subject == "Halo"


def test_preview_names_what_will_be_filled_in(db: None) -> None:
    defined()
    shown = texts.preview(
        subject="No {number}", body="s.d. {due}", language="id", code="reports.received"
    )
    assert (shown.subject, shown.body) == ("No ‹number›", "s.d. ‹due›")


def test_versions_are_never_changed(db: None) -> None:
    defined()
    with pytest.raises(DatabaseError, match=r"only grows|permission denied"), transaction.atomic():
        Template.objects.filter(version=1).update(subject="lain")


def test_an_instant_is_written_with_its_zone(db: None) -> None:
    texts.define(code="a.b", words={"id": ("{at}", "-")}, now=NOW)
    at = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
    message = texts.read(texts.newest(code="a.b", language="id"), facts=rules.pack({"at": at}))
    assert message.subject == "Sen, 23 Nov 2026 14.05 WITA"
