"""History stays: neither the application nor anybody with its rights changes an entry."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from sewaka.platform.cases.models import CaseEntry
from sewaka.platform.cases.tests.conftest import Cast, OpenCase

pytestmark = pytest.mark.django_db

ATTEMPTS = [
    "UPDATE cases_caseentry SET text = 'lain'",
    "DELETE FROM cases_caseentry",
    "TRUNCATE cases_caseentry CASCADE",
]


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_entries_are_never_changed(statement: str, cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("sewaka_app",)
        with pytest.raises(ProgrammingError) as caught, transaction.atomic():
            cursor.execute(statement)
    assert getattr(caught.value.__cause__, "sqlstate", "") == "42501"
    assert list(CaseEntry.objects.values_list("case_id", "text")) == [
        (case.pk, "Got mampet sejak kemarin")
    ]


def test_saving_an_entry_again_is_refused(cast: Cast, open_case: OpenCase) -> None:
    entry = open_case().entries.get()
    entry.text = "lain"
    with pytest.raises(ProgrammingError), transaction.atomic():
        entry.save()
