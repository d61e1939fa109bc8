"""The figures of random histories are those of a recount from the log of events: exactly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sewaka.modules.reports.demo import seeding
from sewaka.modules.reports.demo.desks import Desks
from sewaka.modules.reports.demo.planning import Planned
from sewaka.modules.reports.demo.replay import Replayed
from sewaka.modules.reports.effects import arrivals, recounting
from sewaka.modules.reports.models import ReportDaily, ReportFact, StaleReport, counted
from sewaka.modules.reports.models.counted import Axis, Choice
from sewaka.modules.reports.rules.draft import Identity, ReportKind
from sewaka.modules.reports.rules.figures.counts import Counts
from sewaka.modules.reports.rules.figures.courses import Kind
from sewaka.modules.reports.rules.figures.durations import histogram
from sewaka.modules.reports.tests import recount
from sewaka.platform.territory import api as territory
from tests.cast import NOW, Cast, banjars

pytestmark = pytest.mark.django_db
CATEGORIES = ("101", "201", "106", "401", "202")
PAST = timedelta(days=120)


@st.composite
def seeds(draw: st.DrawFn) -> list[tuple[int, str, Identity, ReportKind, int]]:
    """Dice, category, identity, kind and age in hours of some reports."""
    return draw(
        st.lists(
            st.tuples(
                st.integers(min_value=0, max_value=2**32),
                st.sampled_from(CATEGORIES),
                st.sampled_from((Identity.NAMED, Identity.CONFIDENTIAL)),
                st.sampled_from((ReportKind.COMPLAINT, ReportKind.INTEGRITY)),
                st.integers(min_value=1, max_value=int(PAST.total_seconds() // 3600)),
            ),
            min_size=1,
            max_size=8,
            unique_by=lambda one: one[0],
        )
    )


def live(seed: tuple[int, str, Identity, ReportKind, int], number: int) -> Replayed:
    """One report with everything that its dice let happen to it."""
    dice, category, identity, kind, hours = seed
    chance = Random(dice)  # noqa: S311 - a test
    villages = territory.areas(level=territory.Level.VILLAGE)
    village = chance.choice([one.code for one in villages if one.code.startswith("51.71.01")])
    planned = Planned(
        index=number,
        opened_at=NOW - timedelta(hours=hours),
        category=category,
        position=chance.choice(territory.reference_points(village)),
        village_code=village,
        landmark="Jl. Contoh",
        text="Contoh laporan yang cukup panjang",
        language="id",
        seed=dice,
    )
    kept = seeding._arrival

    def arrival(told: Planned, *, citizens: object) -> arrivals.Arrival:
        found = kept(told, citizens={})
        draft = replace(found.draft, identity=identity, kind=kind)
        return arrivals.judge(draft, sender=found.sender, actor=found.actor, now=told.opened_at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeding, "_arrival", arrival)
        return seeding._live(planned, desks=Desks(now=NOW), citizens={}, now=NOW)


def expected(lines: Counter[recount.Line]) -> Counts:
    """Recounted lines as counts."""
    numbers: Counter[str] = Counter()
    spent: dict[str, list[int]] = {"answered": [], "resolved": []}
    for (_, kind, *_, bucket), count in lines.items():
        numbers[kind] += count
        if bucket is not None:
            spent[kind] += [bucket] * count
    return Counts(
        **numbers,
        answer_time=histogram(spent["answered"]),
        done_time=histogram(spent["resolved"]),
    )


def only(lines: Counter[recount.Line], **wanted: object) -> Counter[recount.Line]:
    """The lines of one category, agency, village or of private reports."""
    at = {"category": 2, "agency": 3, "village": 4, "private": 5}
    return Counter(
        {
            line: count
            for line, count in lines.items()
            if all(line[at[name]] == value for name, value in wanted.items())
        }
    )


EVERYTHING = Choice(since=(NOW - 2 * PAST).date(), until=(NOW + timedelta(days=2)).date())


@given(chosen=seeds())
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],  # shrinking a history takes minutes and says little
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_figures_are_those_of_the_log(cast: Cast, chosen: list[tuple]) -> None:  # type: ignore[type-arg] # as drawn
    with transaction.atomic():
        banjars()
        seeding._write([live(seed, number) for number, seed in enumerate(chosen)])
        recounting.recount_everything()
        lines = recount.lines()
        in_public, in_private = only(lines, private=False), only(lines, private=True)

        found = counted.split(choice=EVERYTHING)
        assert found.total == expected(in_public)
        assert found.private_total == expected(in_private)
        for axis, at in ((Axis.CATEGORY, 2), (Axis.AGENCY, 3), (Axis.AREA, 4)):
            name = {2: "category", 3: "agency", 4: "village"}[at]
            keys = {line[at] for line in in_public}
            wanted = {key: expected(only(in_public, **{name: key})) for key in keys}
            assert dict(found.open_to_all[axis]) == wanted
        for category in CATEGORIES:
            narrowed = counted.split(choice=replace(EVERYTHING, category=category))
            assert narrowed.total == expected(only(in_public, category=category))
        by_day = {
            one.day: (one.received, one.resolved) for one in counted.by_day(choice=EVERYTHING)
        }
        for day, (received, resolved) in by_day.items():
            of_day = Counter({line: n for line, n in in_public.items() if line[0] == day})
            assert expected(of_day).received == received
            assert expected(of_day).resolved == resolved
        opened = counted.open_by_day(choice=EVERYTHING)
        assert sum(one[1] for one in opened) == expected(in_public).open
        assert sum(counted.by_hour(choice=EVERYTHING)) == expected(in_public).received
        transaction.set_rollback(True)


def rows() -> list[tuple[object, ...]]:
    """The whole read model without its keys."""
    names = ("day", "level", "area", "category", "agency", "channel", "is_private", *Kind)
    return sorted(
        ReportDaily.objects.values_list(*names, "answer_time", "done_time", "received_hours"),
        key=str,
    )


@pytest.fixture
def some(cast: Cast) -> list[Replayed]:
    """Thirty reports with their past."""
    banjars()
    dice = Random(7)  # noqa: S311 - a test
    told = [
        live((dice.getrandbits(32), dice.choice(CATEGORIES), Identity.NAMED,
              ReportKind.COMPLAINT, dice.randrange(1, 2800)), number)
        for number in range(30)
    ]  # fmt: skip
    seeding._write(told)
    return told


def test_counting_again_changes_nothing(some: list[Replayed]) -> None:
    recounting.recount_everything()
    first, facts = rows(), ReportFact.objects.count()
    for one in some:
        recounting.mark(case_id=one.report.pk, now=NOW)
        recounting.mark(case_id=one.report.pk, now=NOW)
    assert recounting.count_again(batch=7) == len(some)
    assert (rows(), ReportFact.objects.count()) == (first, facts)
    assert not StaleReport.objects.exists()
    assert recounting.count_again() == 0
    recounting.recount_everything(batch=11)
    assert rows() == first


def test_a_lost_row_comes_back_with_a_rebuild(some: list[Replayed]) -> None:
    recounting.recount_everything()
    first = rows()
    ReportDaily.objects.filter(level="city").update(received=999)
    ReportFact.objects.filter(kind=Kind.RESOLVED).delete()
    recounting.recount_everything()
    assert rows() == first


def test_a_report_that_is_sealed_leaves_the_figures(some: list[Replayed]) -> None:
    recounting.recount_everything()
    case = some[0].history.case
    before = counted.split(choice=EVERYTHING).total.received
    case.visibility = "secret"
    case.save(update_fields=["visibility"])
    recounting.mark(case_id=case.pk, now=NOW)
    recounting.count_again()
    assert counted.split(choice=EVERYTHING).total.received == before - 1
    assert not ReportFact.objects.filter(case=case).exists()


def test_a_village_and_its_hamlets(some: list[Replayed]) -> None:
    """With a village chosen its hamlets stand under their own codes and add up to it."""
    recounting.recount_everything()
    whole = counted.split(choice=EVERYTHING).open_to_all[Axis.AREA]
    for village, counts in whole.items():
        parts = counted.split(choice=replace(EVERYTHING, area=village)).open_to_all[Axis.AREA]
        assert sum(parts.values(), Counts()) == counts
        assert all(code.startswith(village) for code in parts)


def test_ready_sums_of_pairs_are_those_of_the_cells(some: list[Replayed]) -> None:
    """One filter reads the pairs, two read the cells: they agree line by line."""
    recounting.recount_everything()
    whole = counted.split(choice=EVERYTHING).open_to_all
    for agency, total in whole[Axis.AGENCY].items():
        narrowed = replace(EVERYTHING, agency=agency)
        if not narrowed.is_narrowed:  # no agency yet
            continue
        found = counted.split(choice=narrowed)
        assert (found.total, found.open_to_all[Axis.AGENCY]) == (total, {agency: total})
        for code, counts in found.open_to_all[Axis.CATEGORY].items():
            assert counted.split(choice=replace(narrowed, category=code)).total == counts
        for village, counts in found.open_to_all[Axis.AREA].items():
            if village:
                assert counted.split(choice=replace(narrowed, area=village)).total == counts


def test_the_migration_makes_the_sums_that_counting_makes(some: list[Replayed]) -> None:
    recounting.recount_everything()
    first = rows()
    ReportDaily.objects.filter(level__in=("pair", "hamlet")).delete()
    assert rows() != first
    migration = import_module("sewaka.modules.reports.migrations.0027_ready_sums")
    migration.fill(apps, None)
    assert rows() == first
