"""Sends reports from Pak Wayan's hamlet into a running city; prints them as JSON.

    python -m tests.journeys.reports_on_server 3 "Jl. Kunci 7" --with-photo

They come in through the same action as a phone's report, at the landmark that is given.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import django


def main(count: int, landmark: str, *, with_photo: bool) -> list[dict[str, Any]]:
    """Number, secret and photos of each, in the order of sending."""
    from sewaka.kernel import clock
    from sewaka.kernel.access import ANONYMOUS
    from sewaka.modules.reports.actions.submit import Sender, submit_report
    from sewaka.modules.reports.rules.draft import Draft
    from sewaka.platform.files import api as files
    from tests.cast import SESETAN, WAYANS_BANJAR

    found = []
    for n in range(count):
        now = clock.now()
        photos = [files.store_photo(upload=jpeg(), actor=ANONYMOUS, now=now).pk] * with_photo
        draft = Draft(
            category="201",
            description=f"Sampah menumpuk di sudut {n + 1}",
            village_code=SESETAN,
            hamlet_code=WAYANS_BANJAR,
            landmark=landmark,
            photos=len(photos),
        )
        sender = Sender(limits_apply=False)
        sent = submit_report(
            actor=ANONYMOUS, now=now, draft=draft, sender=sender, photo_ids=tuple(photos)
        )
        ids = [str(one) for one in photos]
        found.append({"number": sent.number, "secret": sent.secret, "photos": ids})
    return found


def jpeg() -> bytes:
    """A photo of something brown."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), "sienna").save(buffer, "JPEG")
    return buffer.getvalue()


if __name__ == "__main__":
    django.setup()
    sent = main(int(sys.argv[1]), sys.argv[2], with_photo="--with-photo" in sys.argv)
    print(json.dumps(sent))  # noqa: T201 - the answer of this program
