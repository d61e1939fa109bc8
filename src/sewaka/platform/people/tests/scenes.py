"""Objects of the access matrix: links that open nothing, somebody else's key."""

from __future__ import annotations

from sewaka.kernel.access import SYSTEM
from sewaka.platform.people import api
from tests.cast import SINCE, Cast
from tests.conformance.access_table import Scene


def unknown_link(_cast: Cast) -> Scene:
    """A link of a mail that was never sent."""
    return Scene(arguments={"key": "MQ:1abcde:nobody"})


def used_link(_cast: Cast) -> Scene:
    """A link for a new password that does not hold any more."""
    return Scene(arguments={"uidb36": "1", "key": "set-password"})


def somebodys_key(_cast: Cast) -> Scene:
    """A passkey that is not of whoever asks."""
    return Scene(arguments={"pk": "999999998"})


def a_role(cast: Cast) -> Scene:
    """A role that Ketut holds."""
    person = cast["ketut"].person
    given = api.grant(person_id=person.pk, role="editor", actor=SYSTEM, now=SINCE)
    return Scene(arguments={"grant_id": str(given.pk)}, form={"reason": "selesai"})


SCENES = {
    "a_role": a_role,
    "unknown_link": unknown_link,
    "used_link": used_link,
    "somebodys_key": somebodys_key,
}
