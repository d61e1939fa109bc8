"""Sends reports from Pak Wayan's hamlet into a running city; prints their numbers as JSON.

    python -m tests.journeys.reports_on_server 3 "Jl. Kunci 7"

They come in through the same action as a phone's report, at the landmark that is given.
"""

from __future__ import annotations

import json
import sys

import django


def main(count: int, landmark: str) -> list[str]:
    """The numbers, in the order of sending."""
    from sewaka.kernel import clock
    from sewaka.kernel.access import ANONYMOUS
    from sewaka.modules.reports.actions.submit import Sender, submit_report
    from sewaka.modules.reports.rules.draft import Draft
    from tests.cast import SESETAN, WAYANS_BANJAR

    numbers = []
    for n in range(count):
        draft = Draft(
            category="201",
            description=f"Sampah menumpuk di sudut {n + 1}",
            village_code=SESETAN,
            hamlet_code=WAYANS_BANJAR,
            landmark=landmark,
        )
        sent = submit_report(
            actor=ANONYMOUS, now=clock.now(), draft=draft, sender=Sender(limits_apply=False)
        )
        numbers.append(sent.number)
    return numbers


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2])))  # noqa: T201 - the answer of this program
