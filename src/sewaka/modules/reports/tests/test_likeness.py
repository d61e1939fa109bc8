"""The measurement of the hints: exact against brute force, the same every time, nothing written."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from sewaka.modules.reports.commands import group
from sewaka.modules.reports.importers.likeness import measure, rows, shadow
from sewaka.modules.reports.importers.likeness.copies import copies_of
from sewaka.modules.reports.importers.likeness.measure import Quality, Repeats
from sewaka.modules.reports.importers.likeness.rows import Row
from sewaka.modules.reports.models import DuplicateHint, PublicReport, catalogue
from sewaka.modules.reports.rules.duplicates import trigrams
from sewaka.modules.reports.tests.test_importers import GOOD, HEAD, real_file, written
from sewaka.platform.territory import api as territory
from tests.cast import NOW, SESETAN
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def invented() -> list[Row]:
    """Four hundred reports in one village."""
    places = [*territory.reference_points(SESETAN)]
    return rows.of_our_own(places=places, count=400, until=NOW)


def test_every_thing_has_several_wordings_and_a_category_of_the_city() -> None:
    known = catalogue.current().categories
    assert set(rows.things()) <= set(known)
    for things in rows.things().values():
        for wordings in things:
            assert len(wordings) >= 3
            assert len({trigrams(words) for words in wordings}) == len(wordings)


def test_the_index_counts_what_brute_force_counts(invented: list[Row]) -> None:
    counted = measure.repeats_by_brute_force(invented)
    assert measure.repeats_by_index(invented) == counted
    assert counted.rows == 400
    assert 0 < counted.repeated <= counted.pairs


def test_the_same_set_and_the_same_copies_every_time(invented: list[Row]) -> None:
    places = [*territory.reference_points(SESETAN)]
    assert rows.of_our_own(places=places, count=400, until=NOW) == invented
    copies = copies_of(invented, every=10)
    assert copies == copies_of(invented, every=10)
    assert [copy.of for copy in copies] == list(range(0, 400, 10))
    for copy in copies:
        original = invented[copy.of]
        assert copy.sketch.at > original.at
        assert copy.sketch.text != original.text


def test_a_higher_threshold_shows_less_and_finds_less(invented: list[Row]) -> None:
    table = measure.on_copies(invented, copies_of(invented, every=5))
    assert [line.threshold for line in table] == list(measure.THRESHOLDS)
    assert {line.wanted for line in table} == {80}
    for low, high in pairwise(table):
        assert low.shown >= high.shown
        assert low.right >= high.right
    assert table[0].right > 0


def test_nothing_of_the_city_is_written(invented: list[Row]) -> None:
    public = PublicReport.objects.count()
    facts = [(one.code, one.at, one.position, one.text) for one in invented]
    with nothing_written(), shadow.table_of(facts):
        assert PublicReport.objects.count() == 400
    assert PublicReport.objects.count() == public
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname like 'pg_temp%'")
        assert cursor.fetchone() == (0,)


def test_choices_are_counted_as_they_were_made() -> None:
    assert measure.on_choices() == []
    table = {
        line.threshold: line for line in _of(("same", 0.9), ("different", 0.6), ("same", 0.56))
    }
    assert table[0.55] == Quality(0.55, shown=3, right=2, wanted=2)
    assert table[0.80] == Quality(0.80, shown=1, right=1, wanted=2)
    assert table[0.80].precision == 1.0
    assert table[0.80].recall == 0.5


def _of(*said: tuple[str, float]) -> list[Quality]:
    pairs = [(score, what) for what, score in said]
    return [measure.of_choices(threshold, pairs) for threshold in measure.THRESHOLDS]


def test_the_command_on_a_file(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + GOOD)
    done = CliRunner().invoke(group, ["duplicates", "--evaluate", str(path)])
    assert done.exit_code == 0, done.output
    assert "brute force: 0 of 3 rows" in done.output
    assert "by index:    0 of 3 rows" in done.output
    assert DuplicateHint.objects.count() == 0


def test_the_command_without_a_file_and_without_the_word() -> None:
    refused = CliRunner().invoke(group, ["duplicates"])
    assert refused.exit_code == 2
    assert "--evaluate" in refused.output


def test_a_file_of_something_else_is_said_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        group, ["duplicates", "--evaluate", str(written(tmp_path, "a,b\n1,2\n"))]
    )
    assert done.exit_code == 1
    assert "not a 311 export" in done.output


def test_the_real_set_is_met_exactly() -> None:
    """All of it by brute force, its densest tenth by the index (`make bench` does the rest)."""
    read = rows.from_file(real_file())
    assert measure.repeats_by_brute_force(read) == Repeats(9_989, repeated=2_107, pairs=4_894)
    tenth = sorted(read, key=lambda one: one.position.lat)[4_500:5_500]
    tenth.sort(key=lambda one: one.at)
    counted = measure.repeats_by_brute_force(tenth)
    assert counted.repeated > 100
    assert measure.repeats_by_index(tenth) == counted
