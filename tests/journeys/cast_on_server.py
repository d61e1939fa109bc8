"""Enters the cast into a running city and signs them in; prints their cookies as JSON.

    python -m tests.journeys.cast_on_server

Runs in a process of its own with the city's variables, so that the browser tests touch no table.
"""

from __future__ import annotations

import json

import django


def main() -> dict[str, dict[str, str]]:
    """Cookie name and value by person. Somebody who is there already keeps their rows."""
    from tests.cast import PARTS, Part, Player, enter, signed_in

    cookies: dict[str, dict[str, str]] = {}
    second = Part("dharma", "traffic.engineer")  # approves what Widi writes
    for name, part in (PARTS | {second.name: second}).items():
        person = known(part.email)
        player = Player(part=part, person=person) if person else enter(part)
        client = signed_in(player.person)
        cookies[name] = {key: morsel.value for key, morsel in client.cookies.items()}
    return cookies


def known(email: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - the model can not be imported before django.setup
    """The person with that address, if the demo city has them."""
    from sewaka.platform.people.models import Person

    return Person.objects.filter(email__iexact=email).first()


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main()))  # noqa: T201 - the answer of this program
