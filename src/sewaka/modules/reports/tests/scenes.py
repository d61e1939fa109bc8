"""Objects of the conformance suite: reports at different places of their way."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from django.conf import settings
from PIL import Image

from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.modules.reports.actions import blackening
from sewaka.modules.reports.actions.entering import enter_for_citizen
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.rules import numbers
from sewaka.modules.reports.rules.draft import Contact, Draft, Identity, ReportKind
from sewaka.modules.reports.tests.setup_scenes import SETUP_SCENES
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files
from tests.cast import NOW, SESETAN, WAYANS_BANJAR, Cast, banjars
from tests.conformance.access_table import Scene

RUBBISH = Draft(
    category="201",
    description="Sampah menumpuk di depan rumah Pak Contoh.",  # a name: an officer looks first
    village_code=SESETAN,
    hamlet_code=WAYANS_BANJAR,
    landmark="Jl. Contoh 5",
)


def sent(
    cast: Cast,
    *,
    draft: Draft = RUBBISH,
    actor: Actor = ANONYMOUS,
    photo_ids: Sequence[UUID] = (),
) -> Submitted:
    """A report that has just come in."""
    banjars()
    for name in ("wayan", "kadek", "oka", "sari", "agus", "dewi"):
        cast[name]  # the desks must be there before a report looks for one
    sender = Sender(device=b"m" * 32)
    return submit_report(actor=actor, now=NOW, draft=draft, sender=sender, photo_ids=photo_ids)


def waiting(cast: Cast) -> Scene:
    """Made's report, seen by nobody yet; Pak Wayan has to look at it."""
    return Scene(arguments={"number": sent(cast, actor=cast["made"].actor).number})


def released(cast: Cast) -> Scene:
    """The same report after the moderator has shown it in public."""
    report = sent(cast, actor=cast["made"].actor)
    cases.move(case_id=report.case_id, action="publish", actor=cast["dewi"].actor, now=NOW)
    return Scene(arguments={"number": report.number})


def sealed(cast: Cast) -> Scene:
    """A tip about an illegal levy: nobody but those who look into it may know."""
    draft = Draft(
        category="201",
        description="Petugas meminta uang agar sampah diangkut.",
        kind=ReportKind.INTEGRITY,
        village_code=SESETAN,
        landmark="Jl. Contoh 5",
    )
    return Scene(arguments={"number": sent(cast, draft=draft).number})


def by_link(cast: Cast) -> Scene:
    """A report of somebody without an account, with its secret link."""
    report = sent(cast)
    return Scene(arguments={"number": report.number, "secret": report.secret})


def wrong_secret(cast: Cast) -> Scene:
    """The right number with somebody's guess."""
    return Scene(arguments={"number": sent(cast).number, "secret": "Z" * 22})


def taken_back(cast: Cast) -> Scene:
    """The author by the link takes the report back."""
    return _deed(by_link(cast))


def taken_back_by_a_guess(cast: Cast) -> Scene:
    """Somebody tries the same with a guess."""
    return _deed(wrong_secret(cast))


def _deed(scene: Scene) -> Scene:
    return Scene(arguments={**scene.arguments, "action": "cancel"}, form={"reason": "Sudah bersih"})


def phone_without_secret(cast: Cast) -> Scene:
    """Somebody wants to hear of a report that is not theirs."""
    keys = {"p256dh": "B" * 87, "auth": "A" * 22}
    form = {"endpoint": "https://fcm.googleapis.com/fcm/send/x", "keys": keys}
    return Scene(arguments={"number": sent(cast).number}, form=form)


def no_phone_without_secret(cast: Cast) -> Scene:
    """Somebody wants to silence another one's phone."""
    return Scene(arguments={"number": sent(cast).number})


def by_program(cast: Cast) -> Scene:
    """A program sends a report."""
    form = {"category": "201", "description": "Sampah menumpuk", "village": SESETAN}
    return Scene(form=form)


def photo_without_secret(cast: Cast) -> Scene:
    """Somebody wants to add a photo to a report that is not theirs."""
    return Scene(arguments={"number": sent(cast).number, "sha256": "0" * 64})


OPEN311 = {"place": "v2", "suffix": "json"}


def open311(cast: Cast) -> Scene:
    """The Open311 border in JSON."""
    return Scene(arguments=OPEN311)


def open311_front(cast: Cast) -> Scene:
    """The one address that names no jurisdiction."""
    return Scene(arguments={"suffix": "json"})


def open311_place(cast: Cast) -> Scene:
    """Addresses whose format stands in their name."""
    return Scene(arguments={"place": "v2"})


def open311_service(cast: Cast) -> Scene:
    """A service and its questions."""
    return Scene(arguments={**OPEN311, "code": "201"})


def open311_released(cast: Cast) -> Scene:
    """A public report, asked for through Open311."""
    return Scene(arguments={**OPEN311, **released(cast).arguments})


def open311_waiting(cast: Cast) -> Scene:
    """A report that nobody has looked at yet."""
    return Scene(arguments={**OPEN311, **waiting(cast).arguments})


def open311_sealed(cast: Cast) -> Scene:
    """A sealed report: no program may learn that it exists."""
    return Scene(arguments={**OPEN311, **sealed(cast).arguments})


def open311_nowhere(cast: Cast) -> Scene:
    """An address below the border that leads nowhere."""
    return Scene(arguments={"rest": "v2/unknown"})


def open311_token(cast: Cast) -> Scene:
    """A token that somebody guessed."""
    return Scene(arguments={**OPEN311, "token": "A" * 22})


def unknown_author(cast: Cast) -> Scene:
    """Somebody who does not want to be known; triage has a reason to look."""
    contact = Contact(name="Nama Contoh", phone="0800 0000 0009")
    draft = replace(RUBBISH, contact=contact, identity=Identity.ANONYMOUS)
    number = sent(cast, draft=draft).number
    return Scene(
        {"number": number, "deed": "kontak"}, {"reason": "Pelapor dalam bahaya, kata tetangga"}
    )


def covered(cast: Cast) -> Scene:
    """A report with a telephone number in its text, which is covered."""
    draft = replace(RUBBISH, description="Sampah menumpuk, telepon saya 0812 3456 7890")
    return Scene({"number": sent(cast, draft=draft).number, "deed": "asli"})


def troll(cast: Cast) -> Scene:
    """The sender of a report is to be silenced."""
    scene = waiting(cast)
    deed = {**scene.arguments, "deed": "bungkam"}
    return Scene(deed, {"reason": "Mengirim hinaan sepuluh kali"})


def tip_of_an_office(cast: Cast) -> Scene:
    """An inspector hides a sealed report from one more agency."""
    return Scene({**sealed(cast).arguments, "deed": "kantor"}, {"agency": "pupr"})


def with_photo(cast: Cast) -> Scene:
    """A report with a photo that shows a face."""
    file_id = files.store_photo(upload=_picture(), actor=ANONYMOUS, now=NOW).pk
    report = sent(cast, photo_ids=[file_id])
    form = {"burn": "1", "left_1": "10", "top_1": "10", "width_1": "50", "height_1": "50"}
    return Scene({"number": report.number, "file_id": str(file_id)}, form)


def blackened(cast: Cast) -> Scene:
    """The same after a moderator has blackened the face."""
    scene = with_photo(cast)
    blackening.blacken(
        number=scene.arguments["number"],
        file_id=UUID(scene.arguments["file_id"]),
        boxes=[files.Box(0.1, 0.1, 0.5, 0.5)],
        actor=cast["dewi"].actor,
        now=NOW,
    )
    return scene


def _picture() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(picture, "JPEG")
    return picture.getvalue()


def by_agency(_cast: Cast) -> Scene:
    """The figures by agency."""
    return Scene(arguments={"table": "agency"})


def no_table(_cast: Cast) -> Scene:
    """A table that is not there."""
    return Scene(arguments={"table": "nothing"})


def joined(cast: Cast) -> Scene:
    """Somebody's draft is the same as a public report."""
    return Scene(form={"number": released(cast).arguments["number"]})


def joined_hidden(cast: Cast) -> Scene:
    """Somebody guesses the number of a report that nobody has released."""
    return Scene(form={"number": waiting(cast).arguments["number"]})


def entered(cast: Cast) -> Scene:
    """Bu Kadek has entered a report for a citizen at her counter."""
    entry = "entri-contoh-nomor-satu"
    draft = FlowDraft(
        category="201", description="Sampah menumpuk", area_code=SESETAN, channel="counter"
    )
    enter_for_citizen(entry=entry, draft=draft, actor=cast["kadek"].actor, now=NOW)
    return Scene(arguments={"entry": entry})


SCENES = {
    **SETUP_SCENES,
    "entered": entered,
    "open311_token": open311_token,
    "open311": open311,
    "open311_front": open311_front,
    "open311_place": open311_place,
    "open311_service": open311_service,
    "open311_released": open311_released,
    "open311_waiting": open311_waiting,
    "open311_sealed": open311_sealed,
    "open311_nowhere": open311_nowhere,
    "unknown_author": unknown_author,
    "covered": covered,
    "troll": troll,
    "tip_of_an_office": tip_of_an_office,
    "with_photo": with_photo,
    "blackened": blackened,
    "by_agency": by_agency,
    "no_table": no_table,
    "joined": joined,
    "joined_hidden": joined_hidden,
    "by_program": by_program,
    "photo_without_secret": photo_without_secret,
    "waiting": waiting,
    "released": released,
    "sealed": sealed,
    "phone_without_secret": phone_without_secret,
    "no_phone_without_secret": no_phone_without_secret,
    "by_link": by_link,
    "wrong_secret": wrong_secret,
    "taken_back": taken_back,
    "taken_back_by_a_guess": taken_back_by_a_guess,
}


def walk(cast: Cast) -> cases.Case:
    """A report at the beginning of its way."""
    return cases.Case.objects.get(pk=sent(cast, actor=cast["made"].actor).case_id)


WALKS = {numbers.WORKFLOW: walk}


def crowd(cast: Cast, count: int) -> None:
    """Many reports, half of them public; each from a phone of its own."""
    for number in range(count):
        made, dewi = cast["made"].actor, cast["dewi"].actor
        sender = Sender(device=f"{number:032d}".encode(), limits_apply=False)
        banjars()
        report = submit_report(actor=made, now=NOW, draft=RUBBISH, sender=sender)
        if number % 2 == 0:
            cases.move(case_id=report.case_id, action="publish", actor=dewi, now=NOW)


CROWD = crowd


def small_demo(patch: pytest.MonkeyPatch) -> None:
    """Enough reports for every state, not 4,000."""
    patch.setattr(settings, "DEMO_REPORTS", 150)
