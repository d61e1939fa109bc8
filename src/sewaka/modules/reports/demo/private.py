"""Five reports of yesterday with something private in them, through the module's own actions.

A tip that its office must not know of, an author who stays unknown, a closed report, a text with
numbers and a struck name, and a photo whose number plate a moderator has blackened.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from PIL import Image, ImageDraw

from sewaka.kernel.access import ANONYMOUS, Actor, Held
from sewaka.modules.reports.access import MODERATOR, TRIAGE
from sewaka.modules.reports.actions import blackening
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.demo.planning import Place
from sewaka.modules.reports.rules.draft import Contact, Draft, Identity, ReportKind
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files

AGO: Final = timedelta(hours=20)
_MODERATOR = Actor(grants=(Held(MODERATOR), Held(TRIAGE)))
_PLATE = files.Box(left=0.42, top=0.58, width=0.2, height=0.1)
_AUTHOR = Contact(name="Warga Contoh", phone="0800 0000 0099", email="warga@contoh.example")

DRAFTS: Final = (
    Draft(
        category="201",
        kind=ReportKind.INTEGRITY,
        description="Petugas DLHK meminta uang rokok tiga kali agar sampah kami diangkut.",
        identity=Identity.ANONYMOUS,
    ),
    Draft(
        category="401",
        description="Tetangga menyetel musik keras sampai lewat tengah malam.",
        identity=Identity.ANONYMOUS,
        contact=_AUTHOR,
    ),
    Draft(
        category="103",
        description="Got di depan rumah saya mampet, saya sedang sakit dan sendirian.",
        identity=Identity.CONFIDENTIAL,
        contact=_AUTHOR,
    ),
    Draft(
        category="101",
        description="Jalan berlubang di depan rumah Pak Contoh. Saya bisa ditelepon di "
        "0800 0000 0099, NIK 9971014101900099.",
        struck=("Pak Contoh",),
        contact=_AUTHOR,
    ),
    Draft(category="106", description="Mobil ini parkir di trotoar setiap hari.", photos=1),
)


def seed(*, place: Place, now: datetime, mark: str) -> None:
    """Send them from one village. `mark` begins their outside ids, so that they are sent once."""
    for n, draft in enumerate(DRAFTS):
        here = replace(draft, village_code=place.village_code, position=place.position)
        at = now - AGO + timedelta(minutes=17 * n)
        photos = [files.store_photo(upload=_car(), actor=ANONYMOUS, now=at).pk] * here.photos
        sent = submit_report(
            actor=ANONYMOUS,
            now=at,
            draft=here,
            sender=Sender(limits_apply=False, external_id=f"{mark}private{n}"),
            photo_ids=photos,
        )
        if photos:
            _cover_plate(sent, photos[0], at=at + timedelta(minutes=40))


def _cover_plate(sent: Submitted, file_id: object, *, at: datetime) -> None:
    """The moderator blackens the plate, then shows the report."""
    photo = files.StoredFile.objects.get(pk=str(file_id))
    blackening.blacken(
        number=sent.number, file_id=photo.pk, boxes=[_PLATE], actor=_MODERATOR, now=at
    )
    cases.move(case_id=sent.case_id, action="publish", actor=_MODERATOR, now=at)


def _car() -> bytes:
    """A drawing of a parked car, as a photo."""
    picture = Image.new("RGB", (960, 720), "#b9c4cc")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 520, 960, 720), fill="#7d7f80")
    pen.rounded_rectangle((220, 300, 780, 560), radius=40, fill="#8c1d2a")
    pen.rounded_rectangle((320, 210, 680, 330), radius=30, fill="#dfe8ee")
    for left in (270, 640):
        pen.ellipse((left, 500, left + 110, 610), fill="#1b1b1b")
    pen.rectangle((410, 430, 590, 480), fill="white", outline="black", width=4)
    pen.text((430, 440), "DK 0000 XX", fill="black", font_size=26)
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=85)
    return encoded.getvalue()
