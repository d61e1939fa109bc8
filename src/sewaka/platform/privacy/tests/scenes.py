"""Objects for the table of rights."""

from __future__ import annotations

from sewaka.kernel import clock
from sewaka.platform.privacy import actions, reference
from tests.cast import Cast
from tests.conformance.access_table import Scene


def mades_request(cast: Cast) -> Scene:
    """A request of Made to the data protection officer."""
    reference.load()
    asked = actions.ask(kind="access", words="?", actor=cast["made"].actor, now=clock.now())
    return Scene(arguments={"request_id": str(asked.pk)}, form={"words": "Ini semua."})


def mades_copy(cast: Cast) -> Scene:
    """A link to a copy of Made's data."""
    secret = actions.make_export(actor=cast["made"].actor, now=clock.now())
    return Scene(arguments={"secret": secret})


def mades_consent(cast: Cast) -> Scene:
    """A consent that Made gave."""
    consent = actions.give_consent(
        person_id=cast["made"].person.pk,
        purpose="photo",
        text_version=1,
        actor=cast["made"].actor,
        now=clock.now(),
    )
    return Scene(form={"consent": str(consent.pk)})


SCENES = {
    "mades_request": mades_request,
    "mades_copy": mades_copy,
    "mades_consent": mades_consent,
}
