"""Sends reports from Pak Wayan's hamlet into a running city; prints them as JSON.

    python -m tests.journeys.reports_on_server 3 "Jl. Kunci 7" --with-photo
    python -m tests.journeys.reports_on_server 3 "Jl. Asap 8" --accepted

They come in through the same action as a phone's report, at the landmark that is given, and lie
at Pak Wayan's desk; accepted ones smell, so that they go straight to Agus, who takes them on.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any
from uuid import UUID

import django


def main(count: int, landmark: str, *, with_photo: bool, is_accepted: bool) -> list[dict[str, Any]]:
    """Number, secret and photos of each, in the order of sending."""
    from sewaka.kernel import clock
    from sewaka.kernel.access import ANONYMOUS
    from sewaka.kernel.geo import Position
    from sewaka.modules.reports.actions.submit import Sender, submit_report
    from sewaka.modules.reports.rules.draft import Draft
    from sewaka.modules.reports.rules.places import Source
    from sewaka.platform.files import api as files
    from tests.cast import SESETAN, WAYANS_BANJAR

    found = []
    for n in range(count):
        now = clock.now()
        photos = [files.store_photo(upload=jpeg(), actor=ANONYMOUS, now=now).pk] * with_photo
        draft = Draft(
            category="203" if is_accepted else "201",
            description=f"Sampah menumpuk di sudut {n + 1}",
            position=Position(lat=-8.7016 + n / 1000, lon=115.2205) if is_accepted else None,
            position_source=Source.PIN if is_accepted else Source.NONE,
            village_code=SESETAN,
            hamlet_code=WAYANS_BANJAR,
            landmark=landmark,
            photos=len(photos),
        )
        sender = Sender(limits_apply=False)
        sent = submit_report(
            actor=ANONYMOUS, now=now, draft=draft, sender=sender, photo_ids=tuple(photos)
        )
        if is_accepted:
            accept(sent.case_id)
        ids = [str(one) for one in photos]
        found.append({"number": sent.number, "secret": sent.secret, "photos": ids})
    return found


def accept(case_id: UUID) -> None:
    """The environment agency answers and takes the case on."""
    from sewaka.kernel import clock
    from sewaka.platform.cases import api as cases
    from sewaka.platform.people.models import Person
    from tests.cast import PARTS, Player

    part = PARTS["agus"]
    agus = Player(part=part, person=Person.objects.get(email__iexact=part.email))
    words = {"answer": "Kru kami datang besok pagi pukul delapan."}
    cases.move(case_id=case_id, action="accept", actor=agus.actor, now=clock.now(), given=words)


def jpeg() -> bytes:
    """A photo of something brown."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), "sienna").save(buffer, "JPEG")
    return buffer.getvalue()


if __name__ == "__main__":
    django.setup()
    sent = main(
        int(sys.argv[1]),
        sys.argv[2],
        with_photo="--with-photo" in sys.argv,
        is_accepted="--accepted" in sys.argv,
    )
    print(json.dumps(sent))  # noqa: T201 - the answer of this program
