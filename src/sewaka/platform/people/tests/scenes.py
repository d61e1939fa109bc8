"""Objects of the access matrix: links that open nothing, somebody else's key."""

from __future__ import annotations

from tests.cast import Cast
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


SCENES = {
    "unknown_link": unknown_link,
    "used_link": used_link,
    "somebodys_key": somebodys_key,
}
