"""What the pages of plans and of their calendar do alike: a step, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest

from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic.web.plan_forms import PublishForm


def do(request: HttpRequest, deed: Callable[[], object], *, said: str) -> None:
    """Do it; the next page says that it was done, or why not. Raises NotFound."""
    try:
        deed()
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, said)


def begin_of(request: HttpRequest, *, now: datetime) -> datetime | None:
    """From when it shall be in force: the time sent, without one now. None, and said on the next
    page, for a time that can not be read: it publishes nothing."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["valid_from"][0]))
        return None
    begins: datetime | None = form.cleaned_data["valid_from"]
    return begins or now
