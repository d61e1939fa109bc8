"""A program of each role for the demo city. Their keys are known to whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.registry import DemoKey
from sewaka.modules.reports.actions.georeport.clients import create_key
from sewaka.modules.reports.models import ClientRole, GeoReportClient


@dataclass(frozen=True, slots=True)
class _Program:
    """A program, and who of the demo city's people it belongs to."""

    name: str
    role: ClientRole
    owner: str
    agency: str = ""

    @property
    def key(self) -> str:
        """The same in this city every time; of no use in any other."""
        return salted_hmac("sewaka.reports.demo_key", self.role, algorithm="sha256").hexdigest()[
            :32
        ]


_PROGRAMS = (
    _Program("Aplikasi warga (contoh)", ClientRole.CITIZEN, "made@contoh.example"),
    _Program("Sistem DLHK (contoh)", ClientRole.AGENCY, "agus@contoh.example", agency="dlhk"),
)


def demo_keys() -> Iterator[DemoKey]:
    """The keys, for the list of the demo city's accounts."""
    for program in _PROGRAMS:
        yield DemoKey(
            owner=program.owner, standard="open311", role=program.role.value, key=program.key
        )


def enter_keys(*, now: datetime) -> int:
    """Enter the programs that are missing; gives how many were new."""
    known = set(GeoReportClient.objects.values_list("name", flat=True))
    missing = [one for one in _PROGRAMS if one.name not in known]
    for one in missing:
        create_key(
            name=one.name,
            role=one.role,
            agency_code=one.agency,
            key=one.key,
            actor=SYSTEM,
            now=now,
        )
    return len(missing)
