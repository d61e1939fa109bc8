"""The filter and the predicate are one condition: whatever matches is selected, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sewaka.kernel.access import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Equals,
    Includes,
    OneOf,
    Under,
    Where,
    Without,
)
from sewaka.kernel.querying import as_q

CODES = (None, "", "51", "51.71", "51.71.01", "51.71-1", "51.711", "51.71/", "51.71.é", "52")
WORDS = (None, "x", "y")
TAGS: tuple[list[str] | None, ...] = (None, [], ["x"], ["y", "x"])


def table(name: str, db_table: str, **fields: Any) -> Any:
    """A model of this test only, over a temporary table: the tests' role may create no other."""
    meta = type("Meta", (), {"app_label": "outbox", "db_table": db_table})
    return type(name, (models.Model,), {**fields, "Meta": meta, "__module__": __name__})


def word_column() -> Any:
    return models.CharField(max_length=20, null=True)


@pytest.fixture
def probes(db: None) -> Iterator[Any]:
    """A table with every mixture of known and unknown values, and one that refers to it."""
    with isolate_apps("sewaka.kernel.outbox"):
        office_model = table("Office", "probe_office", code=word_column())
        probe_model = table(
            "Probe",
            "probe",
            word=word_column(),
            area_code=word_column(),
            tags=ArrayField(models.CharField(max_length=20), null=True),
            office=models.ForeignKey(office_model, models.CASCADE, null=True),
        )
        leaf_model = table(
            "Leaf", "probe_leaf", probe=models.ForeignKey(probe_model, models.CASCADE)
        )
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE probe_office (id bigint, code text)")
            cursor.execute(
                "CREATE TEMP TABLE probe"
                ' (id bigint, word text, area_code text COLLATE "C", tags varchar(20)[],'
                " office_id bigint)"
            )
            cursor.execute("CREATE TEMP TABLE probe_leaf (id bigint, probe_id bigint)")
        offices = [office_model(pk=n, code=code) for n, code in enumerate(WORDS, start=1)]
        office_model.objects.bulk_create(offices)
        mixtures = product(WORDS, CODES, TAGS, (None, *offices))
        rows = [
            probe_model(pk=n, word=word, area_code=code, tags=tags, office=office)
            for n, (word, code, tags, office) in enumerate(mixtures, start=1)
        ]
        probe_model.objects.bulk_create(rows)
        leaf_model.objects.bulk_create([leaf_model(pk=row.pk, probe=row) for row in rows])
        yield rows, probe_model, leaf_model


def leaves() -> st.SearchStrategy[Where]:
    """Conditions over one field, unknown values among them."""
    words = st.sampled_from(WORDS)
    paths = st.sampled_from(("word", "office.code"))
    codes = st.sampled_from([code for code in CODES if code is not None])
    return st.one_of(
        st.sampled_from((EVERYTHING, NOTHING)),
        st.builds(Equals, paths, words),
        st.builds(OneOf, paths, st.lists(words, max_size=3).map(tuple)),
        st.builds(Under, st.just("area_code"), codes),
        st.builds(Under, st.just("office.code"), codes),
        st.builds(Includes, st.just("tags"), st.sampled_from(("x", "y", "z"))),
    )


def conditions() -> st.SearchStrategy[Where]:
    """Nested conditions."""
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.builds(Without, inner),
            st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
            st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        ),
        max_leaves=12,
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(where=conditions())
@example(where=Without(Equals("word", "x")))
@example(where=Without(Equals("office.code", "x")))
@example(where=Without(Includes("tags", "x")))
@example(where=Without(Under("area_code", "51.71")))
@example(where=Without(Without(OneOf("office.code", (None, "x")))))
@example(where=Without(AllOf((EVERYTHING, Without(Equals("word", None))))))
def test_database_and_predicate_agree(probes: Any, where: Where) -> None:
    rows, probe, leaf = probes
    expected = {row.pk for row in rows if where.matches(row)}
    assert set(probe.objects.filter(as_q(where)).values_list("pk", flat=True)) == expected
    through = leaf.objects.filter(as_q(where, prefix="probe__"))
    assert set(through.values_list("pk", flat=True)) == expected


def test_under_walks_the_index(probes: Any) -> None:
    _rows, probe, _leaf = probes
    sql = str(probe.objects.filter(as_q(Under("area_code", "51.71"))).query)
    assert '"area_code" >= 51.71.' in sql
    assert '"area_code" < 51.71/' in sql
    assert "LIKE" not in sql


def test_unknown_condition_is_refused() -> None:
    with pytest.raises(TypeError, match="Where"):
        as_q(Where())
