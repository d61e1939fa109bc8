"""Who serves where and when: every grant at once, kept in the process.

For "is anybody there", asked for many offices and for instants of the past too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sewaka.kernel.access import self_and_above
from sewaka.kernel.remembered import Remembered
from sewaka.platform.people.models import Grant

Interval = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Staffing:
    """The intervals in which people serve, by role, area and agency.

    Those of the past stay when a person is erased; nobody who may not sign in serves today.
    """

    served: Mapping[tuple[str, str, str], tuple[Interval, ...]]

    def serves(
        self, roles: Iterable[str], *, at: datetime, area_code: str = "", agency_code: str = ""
    ) -> bool:
        """Whether somebody holds one of the roles at `at` and reaches the area or the agency.

        Grants over an area above count, and grants for the whole city, as in `people_with_role`.
        """
        places = [("", ""), *((code, "") for code in self_and_above(area_code))]
        if agency_code:
            places.append(("", agency_code))
        return any(
            start <= at and (end is None or at < end)
            for role in roles
            for area, agency in places
            for start, end in self.served.get((role, area, agency), ())
        )


def staffing() -> Staffing:
    """Who serves where, at most `MEMORY_RECHECK_S` seconds old."""
    return _kept.get()


def changed() -> None:
    """This process has given or ended a grant: it reads anew at the next use."""
    _kept.doubt()


def _read() -> Staffing:
    found: dict[tuple[str, str, str], list[Interval]] = {}
    counting = Q(person__is_active=True) | Q(valid_to__isnull=False)
    rows = Grant.objects.filter(counting).values_list(
        "role", "area_code", "agency_code", "valid_from", "valid_to"
    )
    for role, area_code, agency_code, start, end in rows:
        place = ("", agency_code) if agency_code else (area_code, "")
        found.setdefault((role, *place), []).append((start, end))
    return Staffing({key: tuple(spans) for key, spans in found.items()})


# No token tells a changed grant from an unchanged one, so the whole is read again: some thousand
# short rows, every few seconds, and only in processes that ask.
_kept = Remembered(read=_read)
