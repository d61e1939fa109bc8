"""A promise is changed: tried on the past first, refused where nobody could keep it, versioned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sewaka.kernel.calendar import Budget, Unit
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.setting_up import promises
from sewaka.modules.reports.actions.ticking import skip_late_offices
from sewaka.modules.reports.effects.rehearsing import rehearse
from sewaka.modules.reports.models import Hop, Report, SlaPolicy, catalogue, promised
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.levels import LEVELS_OF, Level
from sewaka.modules.reports.rules.policies import Policy, Stage
from sewaka.modules.reports.rules.rehearsal import What
from sewaka.modules.reports.rules.routing import Plan
from sewaka.modules.reports.tests.conftest import ANSWER, SARI_AT_DLHK, VILLAGE_DESK, Way
from sewaka.modules.reports.tests.scenes import sealed
from sewaka.platform.cases.models import SlaClock
from tests.cast import NOW, Cast, Player, held
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
ADMIN = held("reports.admin")
PAGE = "/kerja/laporan/atur/janji/light"


def light(**changed: Any) -> Policy:
    return replace(catalogue.read().policies["light"], **changed)


def hours(amount: int) -> Budget:
    return Budget(amount, Unit.WORKING_HOURS)


def slower() -> Policy:
    """Four hours an office instead of two, sixteen for the answer."""
    stages = tuple(Stage(level, hours(4)) for level in LEVELS_OF[Plan.HAMLET_FIRST])
    found = light(response=hours(16))
    return replace(found, chains={**found.chains, Plan.HAMLET_FIRST: stages})


def form_of(policy: Policy, **more: str) -> dict[str, str]:
    form = {"version": str(policy.version), **more}
    for name, budget in policies.budgets(policy).items():
        form |= {name: str(budget.amount), f"{name}_unit": budget.unit.value}
    return form


def test_a_new_version_is_in_force_and_old_reports_keep_theirs(rubbish: Way) -> None:
    made = promises.publish(draft=slower(), actor=ADMIN, now=NOW)
    assert (made.version, made.response) == (2, hours(16))
    assert catalogue.policy("light") == made
    report = Report.objects.get(pk=rubbish.sent.case_id)
    assert (report.policy, report.policy_version) == ("light", 1)
    assert catalogue.policy_version("light", 1).response == hours(8)
    (event,) = EventRow.objects.filter(name="reports.policy_changed")
    assert event.data["number"] == 2
    assert (event.data["before"]["response"], event.data["after"]["response"]) == (
        "8 working_hours",
        "16 working_hours",
    )
    assert [one.policy.version for one in promised.versions("light")] == [2, 1]


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"response": hours(7)}, "response", "reports.policy.offices_longer"),
        ({"resolution": hours(7)}, "resolution", "reports.policy.solution_first"),
        ({"response": hours(0)}, "response", "reports.policy.amount"),
        ({"resolution": hours(366)}, "resolution", "reports.policy.amount"),
        ({"chains": {}}, "direct-agency", "reports.policy.no_office"),
    ],
)
def test_what_nobody_could_keep_is_refused_with_the_field(
    changed: dict[str, Any], field: str, code: str
) -> None:
    draft = light(**changed)
    with nothing_written(), pytest.raises(Invalid) as refused:
        promises.publish(draft=draft, actor=ADMIN, now=NOW)
    assert refused.value.fields[field] == code


def test_refusals_write_nothing() -> None:
    draft = slower()
    with nothing_written():
        with pytest.raises(Forbidden):
            promises.publish(draft=draft, actor=held("reports.triage"), now=NOW)
        with pytest.raises(DomainError, match=r"reports.setup.unchanged"):
            promises.publish(draft=light(), actor=ADMIN, now=NOW)
        with pytest.raises(NotFound):
            promises.publish(draft=replace(draft, code="nothing"), actor=ADMIN, now=NOW)
    promises.publish(draft=draft, actor=ADMIN, now=NOW)
    other = replace(draft, resolution=Budget(3, Unit.WORKING_DAYS))
    with nothing_written(), pytest.raises(Stale):
        promises.publish(draft=other, actor=ADMIN, now=NOW)


def test_the_rehearsal_of_what_is_in_force_is_what_happened(rubbish: Way, wayan: Player) -> None:
    rubbish.at = NOW + timedelta(hours=19)  # Tuesday, 9.05: the hamlet let it pass at 8.05
    skip_late_offices(now=rubbish.at)
    rubbish.do("hand_over", VILLAGE_DESK)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    with nothing_written():
        found = rehearse(draft=light(), now=rubbish.at)
    tally = found.tally
    assert (tally.total.looked, tally.total.moved, tally.examples) == (1, 0, [])
    skipped = Hop.objects.filter(outcome="skipped").values_list("level", flat=True)
    assert list(tally.total.skipped[0].elements()) == [Level(level) for level in skipped]
    late = SlaClock.objects.exclude(breached_at=None).filter(kind="response").count()
    assert tally.total.response_late == [late, late]


def test_the_rehearsal_says_which_report_would_move(rubbish: Way) -> None:
    rubbish.at = NOW + timedelta(hours=19)
    skip_late_offices(now=rubbish.at)
    with nothing_written():
        found = rehearse(draft=slower(), now=rubbish.at)
    (example,) = found.tally.examples
    assert (example.number, example.what) == (rubbish.sent.number, What.SKIPPED_LESS)
    assert (example.before.skipped, example.after.skipped) == ((Level.HAMLET,), ())


def test_a_pause_counts_in_the_rehearsal_as_it_did(rubbish: Way, wayan: Player) -> None:
    rubbish.do("ask_info", wayan.actor, question="Di sebelah mana persisnya?")
    rubbish.at = NOW + timedelta(days=2)
    rubbish.do("give_info", rubbish.author, answer="Di depan balai")
    rubbish.do("verify", wayan.actor)
    found = rehearse(draft=slower(), now=rubbish.at).tally
    assert found.total.skipped[0].total() == 0
    response = SlaClock.objects.get(case_id=rubbish.sent.case_id, kind="response")
    assert [one.before.response_due for one in found.examples] == [response.due_at]


def test_sealed_reports_and_older_ones_are_left_out(rubbish: Way, cast: Cast) -> None:
    sealed(cast)
    supervisory = catalogue.read().policies["supervisory"]
    assert rehearse(draft=supervisory, now=NOW + timedelta(hours=1)).tally.total.looked == 0
    assert rehearse(draft=light(), now=NOW + timedelta(days=366)).tally.total.looked == 0


def test_only_the_newest_are_looked_at_and_it_says_so(rubbish: Way) -> None:
    found = rehearse(draft=light(), now=rubbish.at + timedelta(hours=1), most=0)
    assert (found.tally.total.looked, found.is_cut) == (0, True)


def test_the_page_tries_and_keeps_what_was_written(rubbish: Way, yasa: Player) -> None:
    client = yasa.client
    with nothing_written():
        page = client.post(PAGE, form_of(slower(), **{"try": "1"}))
    assert page.status_code == 200
    text = page.content.decode()
    assert 'id="tried"' in text
    assert 'name="response" type="text" inputmode="numeric" value="16"' in text
    assert SlaPolicy.objects.filter(code="light").count() == 1


def test_the_page_puts_in_force_and_names_who(yasa: Player) -> None:
    done = yasa.client.post(PAGE, form_of(slower(), publish="1"))
    assert (done.status_code, done["Location"]) == (302, "/kerja/laporan/atur/janji")
    text = yasa.client.get(PAGE).content.decode()
    assert "Yasa (contoh)" in text
    assert "8 jam kerja → 16 jam kerja" in text


def test_the_page_shows_the_mistake_at_its_field(yasa: Player) -> None:
    form = form_of(light(), publish="1") | {"response": "seven", "resolution": "1"}
    client = yasa.client
    with nothing_written():
        page = client.post(PAGE, form)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="seven"' in text
    assert 'id="id_response-error"' in text


def test_two_at_once_get_a_word_and_keep_theirs(yasa: Player) -> None:
    form = form_of(replace(slower(), resolution=Budget(20, Unit.WORKING_DAYS)), publish="1")
    client = yasa.client
    promises.publish(draft=slower(), actor=ADMIN, now=NOW)
    with nothing_written():
        page = client.post(PAGE, form)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="20"' in text
    assert SlaPolicy.objects.filter(code="light").count() == 2


def test_an_unknown_promise_is_hidden(yasa: Player) -> None:
    assert yasa.client.get("/kerja/laporan/atur/janji/nothing").status_code == 404


def test_the_front_page_says_what_is_to_mend(yasa: Player) -> None:
    SlaPolicy.objects.filter(code="light").update(response_amount=7)
    text = yasa.client.get("/kerja/laporan/atur").content.decode()
    assert "Janji light:" in text
    assert "Sesetan" in text  # nobody serves in the village office yet
