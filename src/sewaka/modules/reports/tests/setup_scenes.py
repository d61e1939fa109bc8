"""Scenes of the set-up desk for the table of rights."""

from __future__ import annotations

from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.actions.setting_up.templates import TemplateDraft, save_template
from sewaka.modules.reports.models import (
    Category,
    ClientRole,
    GeoReportClient,
    RoutingRule,
    catalogue,
)
from sewaka.modules.reports.rules import policies
from tests.cast import NOW, SESETAN, Cast
from tests.conformance.access_table import Scene


def promise(_cast: Cast) -> Scene:
    """A promise of the city, sent back as it is and tried on last year's reports."""
    found = catalogue.read().policies["nonsupervisory"]
    form = {"version": str(found.version), "try": "1"}
    for name, budget in policies.budgets(found).items():
        form |= {name: str(budget.amount), f"{name}_unit": budget.unit.value}
    return Scene(arguments={"code": "nonsupervisory"}, form=form)


def new_promise(_cast: Cast) -> Scene:
    """A promise of the city's own is to be added."""
    return Scene(form={"code": "kilat", "name": "Kilat"})


def new_route(_cast: Cast) -> Scene:
    """Street lamps of Sesetan are to go to another agency."""
    return Scene(form={"category": "104", "area": SESETAN, "agency": "perkim"})


def old_route(_cast: Cast) -> Scene:
    """A rule that may be ended."""
    route = RoutingRule.objects.create(
        pk=8712634, category_id="104", area_code=SESETAN, agency_id="perkim"
    )
    form = {"last": "2026-12-31", "seen": ""}
    return Scene(arguments={"route_id": str(route.pk)}, form=form)


def new_key(_cast: Cast) -> Scene:
    """A program is to get a key."""
    return Scene(form={"name": "Kamera", "role": "citizen", "hourly_quota": "60"})


def old_key(_cast: Cast) -> Scene:
    """A program that has one."""
    clients.create_key(name="Lama", role=ClientRole.CITIZEN, actor=SYSTEM, now=NOW)
    return Scene(arguments={"client_id": str(GeoReportClient.objects.get(name="Lama").pk)})


ANSWER = {
    "name": "Sudah bersih",
    "state": "awaiting_validation",
    "text": "Laporan {number} sudah kami kerjakan.",
    "is_offered": "on",
    "version": "0",
}


def new_answer(_cast: Cast) -> Scene:
    """Words for offices that come again and again."""
    return Scene(form=ANSWER)


def old_answer(_cast: Cast) -> Scene:
    """Words that are to be rewritten."""
    draft = TemplateDraft("Sudah", "accepted", "Laporan {number} kami terima.")
    found = save_template(draft=draft, actor=Actor(grants=(Held("reports.admin"),)), now=NOW)
    return Scene(arguments={"template_id": str(found.pk)}, form={**ANSWER, "version": "1"})


def category(_cast: Cast) -> Scene:
    """A category of the city, with a code that stands nowhere else on a page."""
    found = Category.objects.get(pk="902")
    found.pk = "kuda-laut"
    found.save(force_insert=True)
    return Scene(arguments={"code": "kuda-laut"}, form={"name": "Kuda"})


def new_category(_cast: Cast) -> Scene:
    """A category is to be added."""
    return Scene(form={"code": "kuda-laut", "name": "Kuda"})


def new_question(cast: Cast) -> Scene:
    """A category is to ask something."""
    return Scene(arguments=category(cast).arguments, form={"code": "BESAR", "words": "Besar?"})


def question(_cast: Cast) -> Scene:
    """A question of the city that may be reworded, with a code that stands nowhere else."""
    found = Category.objects.get(pk="902")
    found.pk = "kuda-laut"
    found.form = [{"code": "BINTANG_LAUT", "question": {"id": "Besar?", "en": "Big?"}}]
    found.save(force_insert=True)
    arguments = {"code": "kuda-laut", "question": "BINTANG_LAUT"}
    return Scene(arguments=arguments, form={"words": "Berapa?"})


SETUP_SCENES = {
    "category": category,
    "new_category": new_category,
    "new_question": new_question,
    "question": question,
    "new_answer": new_answer,
    "old_answer": old_answer,
    "new_route": new_route,
    "old_route": old_route,
    "new_key": new_key,
    "old_key": old_key,
    "promise": promise,
    "new_promise": new_promise,
}
