"""A tip about an office: in the hands of the inspectors alone, unknown to the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS, Actor, Held
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.rules.draft import Draft, ReportKind
from sewaka.platform.cases import api as cases
from tests.cast import NOW, SESETAN, WAYANS_BANJAR, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
TIP = Draft(
    category="201",
    description="Petugas meminta uang agar sampah diangkut. Camat dan Dishub tahu.",
    kind=ReportKind.INTEGRITY,
    village_code=SESETAN,
    hamlet_code=WAYANS_BANJAR,
)
INSPECTOR = Held("reports.inspector")
EVERYTHING_ELSE = tuple(
    Held(role)
    for role in ("admin", "mayor", "auditor", "dpo", "reports.triage", "reports.moderator")
)


@pytest.fixture
def tip(wayans_banjar: str, wayan: Player) -> Submitted:
    return submit_report(actor=ANONYMOUS, now=NOW, draft=TIP, sender=Sender(device=b"m" * 32))


def knows(actor: Actor, tip: Submitted) -> bool:
    try:
        cases.get_case(actor=actor, number=tip.number)
    except NotFound:
        return False
    return True


def test_it_goes_to_the_inspectors_whatever_it_is_about(tip: Submitted) -> None:
    case = cases.Case.objects.get(pk=tip.case_id)
    desk = (case.holder_role, case.agency_id, case.visibility)
    assert desk == ("reports.inspector", "inspektorat", "secret")
    assert case.excluded_units == ["51.71.01", SESETAN, WAYANS_BANJAR, "dishub", "dlhk"]
    promise = cases.SlaClock.objects.filter(case=case).values_list("policy", flat=True)
    assert set(promise) == {"supervisory"}


@pytest.mark.parametrize(
    "office",
    [
        Held("reports.agency_officer", agency_code="dlhk"),
        Held("reports.agency_head", agency_code="dishub"),
        Held("reports.village_head", area_code=SESETAN),
        Held("reports.district_head", area_code="51.71.01"),
        Held("reports.hamlet_head", area_code=WAYANS_BANJAR),
    ],
)
def test_the_offices_concerned_know_nothing_even_as_inspectors(
    office: Held, tip: Submitted
) -> None:
    assert not knows(Actor(grants=(office, *EVERYTHING_ELSE, INSPECTOR)), tip)


def test_without_an_office_an_administrator_knows_nothing_either(tip: Submitted) -> None:
    assert not knows(Actor(grants=EVERYTHING_ELSE), tip)
    assert knows(Actor(grants=(INSPECTOR,)), tip)


def test_an_office_that_has_nothing_to_do_with_it_is_no_reason(tip: Submitted) -> None:
    officer = Held("reports.agency_officer", agency_code="pupr")
    assert not knows(Actor(grants=(officer,)), tip)
    assert knows(Actor(grants=(officer, INSPECTOR)), tip)


def test_a_whistleblower_of_the_office_keeps_the_link(tip: Submitted) -> None:
    officer = Held("reports.agency_officer", agency_code="dlhk")
    assert knows(Actor(grants=(officer,), link_case_id=tip.case_id), tip)


def test_the_inspectors_work_on_it_and_do_not_pass_it_on(tip: Submitted, indra: Player) -> None:
    case = cases.Case.objects.get(pk=tip.case_id)
    acts = {act.action for act in cases.available(case=case, actor=indra.actor)}
    assert {"accept", "ask_info", "reject"} <= acts
    assert not {"return", "hand_over", "verify", "publish"} & acts
    given = {"reason": "Bukan bidang kami sama sekali", "proposal": ""}
    with nothing_written(), pytest.raises(Forbidden):
        cases.move(case_id=case.pk, action="return", actor=indra.actor, now=LATER, given=given)


def test_it_stays_sealed_through_its_whole_way(tip: Submitted, indra: Player) -> None:
    answer = {"answer": "Kami periksa laporan Anda mulai hari ini.", "keep_photos_back": "on"}
    cases.move(case_id=tip.case_id, action="accept", actor=indra.actor, now=LATER, given=answer)
    case = cases.Case.objects.get(pk=tip.case_id)
    assert (case.visibility, case.excluded_units[-1]) == ("secret", "dlhk")


def test_an_agency_named_is_shut_out_too(wayans_banjar: str) -> None:
    draft = replace(TIP, category="901", description="Pegawai Disdukcapil minta uang rokok")
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender())
    assert "disdukcapil" in cases.Case.objects.get(pk=sent.case_id).excluded_units
