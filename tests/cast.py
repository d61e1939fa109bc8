"""The people of every test (a pytest plugin): one fixture a person, the same everywhere.

Each fixture gives a `Player`: the person, the actor with today's rights, and a signed-in browser.
Next to each stands the other one, who must be refused. Nobody here exists; addresses of
`contoh.example` reach nobody, and region 99 issues no identity numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held
from sewaka.platform.people import api as people
from sewaka.platform.people.models import Person
from sewaka.platform.territory import atlas
from sewaka.platform.territory.models import Area

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)  # Monday, 14.05 WITA, a working day
SINCE = datetime(2020, 1, 1, tzinfo=UTC)  # before any wall clock that runs the suite

DENPASAR_SELATAN = "51.71.01"
SESETAN = "51.71.01.1003"
PANJER = "51.71.01.1004"
WAYANS_BANJAR = "51.71.01.1003.001"
KOMANGS_BANJAR = "51.71.01.1004.001"


@dataclass(frozen=True, slots=True)
class Part:
    """Who somebody is, before they stand in the database."""

    name: str
    role: str = ""  # left out as long as its module is not built
    area_code: str = ""
    agency_code: str = ""
    birth_year: int = 1985

    @property
    def email(self) -> str:
        """An address that reaches nobody."""
        return f"{self.name}@contoh.example"

    @property
    def password(self) -> str:
        """What the person types to sign in."""
        return f"kata sandi contoh {self.name}"

    @property
    def nik(self) -> str:
        """An identity number of the region that does not exist."""
        order = sorted(PARTS).index(self.name) + 1
        return f"997101{1:02d}01{self.birth_year % 100:02d}{order:04d}"

    @property
    def phone(self) -> str:
        """A number that rings nowhere."""
        return f"+628000000{sorted(PARTS).index(self.name) + 1:04d}"


PARTS = {
    part.name: part
    for part in (
        Part("made"),
        Part("ketut"),
        Part("wayan", "reports.hamlet_head", area_code=WAYANS_BANJAR),
        Part("komang", "reports.hamlet_head", area_code=KOMANGS_BANJAR),
        Part("kadek", "reports.village_staff", area_code=SESETAN),
        Part("oka", "reports.district_head", area_code=DENPASAR_SELATAN),
        Part("sari", "reports.agency_officer", agency_code="pupr"),
        Part("agus", "reports.agency_officer", agency_code="dlhk"),
        Part("dewi", "reports.moderator"),
        Part("wulan", "reports.triage"),
        Part("indra", "reports.inspector"),
        Part("yasa", "reports.admin"),
        Part("eka", "traffic.operator"),
        Part("surya", "traffic.operator"),
        Part("widi", "traffic.engineer"),
        Part("ayu", "referrals.doctor", agency_code="puskesmas-selatan-1"),
        Part("sinta", "referrals.doctor", agency_code="puskesmas-timur-1"),
        Part("rai", "referrals.triage_doctor", agency_code="wangaya"),
        Part("luh", "report_cards.teacher"),
        Part("ratih", "report_cards.teacher"),
        Part("putu"),
        Part("nyoman", birth_year=2013),
        Part("gede", "waste_banks.treasurer", area_code=SESETAN),
        Part("gede2", "waste_banks.treasurer", area_code=PANJER),
        Part("tini", "waste_banks.weigher", area_code=SESETAN),
        Part("tirta", "waste_banks.manager", area_code=SESETAN),
        Part("tirta2", "waste_banks.manager", area_code=PANJER),
        Part("asti", "waste_banks.manager", area_code="51.71.02.2015"),
        Part("wira", "waste_banks.supervisor"),
        Part("mayor", "mayor"),
        Part("auditor", "auditor"),
        Part("dpo", "dpo"),
        Part("admin", "admin"),
        Part("putri", "people_admin"),
    )
}


@dataclass(frozen=True)
class Player:
    """Somebody of the cast, in the database."""

    part: Part
    person: Person

    @property
    def actor(self) -> Actor:
        """The person as actor, with the rights of this moment and a second factor shown."""
        return people.actor_for(self.person, now=NOW, is_strong=True)

    @cached_property
    def client(self) -> Client:
        """A browser in which the person has signed in; staff with a second factor."""
        return signed_in(self.person)


def signed_in(person: Person, *, is_strong: bool = True) -> Client:
    """A browser that has gone through the sign-in page, with the second factor or without."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request = HttpRequest()
    request.session = session = client.session
    record_authentication(request, person, "password", email=person.email)
    if is_strong:
        record_authentication(request, person, "mfa", type="totp")
    session.save()
    return client


def enter(part: Part) -> Player:
    """Write a member of the cast into the database, with the role of their office."""
    person = people.register(
        actor=SYSTEM,
        now=SINCE,
        email=part.email,
        office_name=f"{part.name.capitalize()} (contoh)" if part.role else "",
        password=part.password,
    )
    if part.role and is_built(part.role):
        people.grant(
            person_id=person.pk,
            role=part.role,
            area_code=part.area_code,
            agency_code=part.agency_code,
            actor=SYSTEM,
            now=SINCE,
        )
    return Player(part=part, person=person)


def is_built(role: str) -> bool:
    """Whether the role's module is in this city. The platform's own roles always are."""
    module, dot, _ = role.partition(".")
    return not dot or f"sewaka.modules.{module}" in settings.SEWAKA_MODULES


@dataclass(frozen=True)
class Cast:
    """Everybody at once, entered when first called: `cast["made"]`."""

    entered: dict[str, Player]

    def __getitem__(self, name: str) -> Player:
        """The player of that name."""
        if name not in self.entered:
            self.entered[name] = enter(PARTS[name])
        return self.entered[name]

    @property
    def anonymous(self) -> Actor:
        """A stranger."""
        return ANONYMOUS


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast; each player costs their rows only when called."""
    return Cast(entered={})


def banjars() -> None:
    """Enter the hamlets of Pak Wayan and Bu Komang; the rest of the land is reference data."""
    for code, name in ((WAYANS_BANJAR, "Br. Contoh Kaja"), (KOMANGS_BANJAR, "Br. Contoh Kelod")):
        Area.objects.get_or_create(
            code=code,
            defaults={
                "level": "hamlet",
                "kind": "lingkungan",
                "name": name,
                "parent": Area.objects.get(code=code.rpartition(".")[0]),
            },
        )
    atlas.changed()


def held(role: str, *, area_code: str = "", agency_code: str = "") -> Actor:
    """An actor for tests of pure rules: no person, no database, just the role."""
    return Actor(grants=(Held(role, area_code=area_code, agency_code=agency_code),))


def _fixture_for(name: str) -> Callable[..., Player]:
    @pytest.fixture(name=name)
    def player(cast: Cast) -> Player:
        return cast[name]

    player.__doc__ = f"{name.capitalize()}: {PARTS[name].role or 'citizen'}."
    return player


made = _fixture_for("made")
ketut = _fixture_for("ketut")
wayan = _fixture_for("wayan")
komang = _fixture_for("komang")
kadek = _fixture_for("kadek")
oka = _fixture_for("oka")
sari = _fixture_for("sari")
agus = _fixture_for("agus")
dewi = _fixture_for("dewi")
wulan = _fixture_for("wulan")
indra = _fixture_for("indra")
yasa = _fixture_for("yasa")
eka = _fixture_for("eka")
surya = _fixture_for("surya")
widi = _fixture_for("widi")
ayu = _fixture_for("ayu")
sinta = _fixture_for("sinta")
rai = _fixture_for("rai")
luh = _fixture_for("luh")
ratih = _fixture_for("ratih")
putu = _fixture_for("putu")
nyoman = _fixture_for("nyoman")
gede = _fixture_for("gede")
gede2 = _fixture_for("gede2")
tini = _fixture_for("tini")
asti = _fixture_for("asti")
tirta = _fixture_for("tirta")
wira = _fixture_for("wira")
mayor = _fixture_for("mayor")
auditor = _fixture_for("auditor")
dpo = _fixture_for("dpo")
admin = _fixture_for("admin")
putri = _fixture_for("putri")
