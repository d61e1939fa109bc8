"""Photos that forms of the waste banks take: from the camera or the gallery."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpRequest

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.platform.files import api as files


def take(
    request: HttpRequest, form: forms.Form, *, name: str, actor: Actor, now: datetime
) -> UUID | None:
    """The id of the stored photo; None where there is none, or a bad one, which the form says."""
    found = (request.FILES.get(one) for one in (name, f"{name}_gallery"))
    sent = next((one for one in found if one is not None), None)
    if sent is None:
        return None
    try:
        return files.store_photo(upload=sent, actor=actor, now=now).pk
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return None
