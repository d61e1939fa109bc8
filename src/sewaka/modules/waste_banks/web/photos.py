"""Photos that forms of the waste banks take: from the camera or the gallery."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.platform.files import api as files


def take(
    sent: Any, form: forms.Form, *, field: str | None, actor: Actor, now: datetime
) -> UUID | None:
    """The id of the stored photo; None where there is none, or a bad one, which the form says."""
    if not sent:
        return None
    try:
        return files.store_photo(upload=sent, actor=actor, now=now).pk
    except DomainError as refusal:
        form.add_error(field, sentence(refusal))
        return None
