"""The village office beside the cast, and a report at each stage of its way."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from PIL import Image

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.models import ClientRole
from sewaka.modules.reports.rules.draft import Draft
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files
from sewaka.platform.territory import atlas
from sewaka.platform.territory.models import Area
from tests.cast import NOW, SESETAN, WAYANS_BANJAR, Player

SARI_AT_DLHK = Actor(grants=(Held("reports.agency_officer", agency_code="dlhk"),))
VILLAGE_DESK = Actor(grants=(Held("reports.village_staff", area_code=SESETAN),))
TRIAGE_DESK = Actor(grants=(Held("reports.triage"),))
VALIDATOR_DESK = Actor(grants=(Held("reports.validator"),))
MODERATOR_DESK = Actor(grants=(Held("reports.moderator"),))

RUBBISH = Draft(
    category="201",
    description="Sampah menumpuk. Telepon saya 0812 3456 7890",
    village_code=SESETAN,
    hamlet_code=WAYANS_BANJAR,
    landmark="Jl. Contoh 5",
)
ANSWER = "Kru kami datang besok pagi pukul delapan."


@pytest.fixture(autouse=True)
def _own_photos(settings: LazySettings, tmp_path: Path) -> None:
    """Every test keeps its photos to itself."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def wayans_banjar(db: None) -> str:
    """The hamlet of Pak Wayan, in Sesetan."""
    village = Area.objects.get(code=SESETAN)
    Area.objects.get_or_create(
        code=WAYANS_BANJAR,
        defaults={"level": "hamlet", "kind": "lingkungan", "name": "Br. Contoh", "parent": village},
    )
    atlas.changed()
    return WAYANS_BANJAR


@dataclass
class Way:
    """A report on its way; every deed is one minute after the last."""

    sent: Submitted
    at: datetime = NOW

    @property
    def case(self) -> cases.Case:
        """The case as it is now."""
        return cases.Case.objects.get(pk=self.sent.case_id)

    @property
    def author(self) -> Actor:
        """The author with the secret link."""
        return Actor(via="link", link_case_id=self.sent.case_id)

    def do(self, action: str, actor: Actor, **given: Any) -> cases.Moved:
        """One deed of the workflow."""
        self.at += timedelta(minutes=1)
        return cases.move(
            case_id=self.sent.case_id, action=action, actor=actor, now=self.at, given=given
        )

    def photo(self, actor: Actor = ANONYMOUS, colour: str = "green") -> UUID:
        """A stored photo."""
        return files.store_photo(upload=jpeg(colour), actor=actor, now=self.at).pk


@pytest.fixture
def chain_staffed(wayan: Player, kadek: Player, oka: Player, agus: Player) -> None:
    """Somebody sits in every office of Sesetan's chain, up to the environment agency."""


@pytest.fixture
def rubbish(wayans_banjar: str, chain_staffed: None) -> Way:
    """Made's heap of rubbish, seen by nobody yet; Pak Wayan holds it."""
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(device=b"m" * 32))
    return Way(sent=sent)


def jpeg(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    """A small photo."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def key(db: None) -> str:
    """The key of a citizens' program."""
    return clients.create_key(name="Warga", role=ClientRole.CITIZEN, actor=SYSTEM, now=NOW)


@pytest.fixture
def form(key: str) -> dict[str, Any]:
    """What a program sends at least."""
    return {
        "api_key": key,
        "service_code": "201",
        "lat": "-8.7016",
        "long": "115.2205",
        "description": "Sampah menumpuk. Telepon 0812 3456 7890",
    }
