"""The page of an entry on behalf: what it reads, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localdate
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.ui.values import Choice, Problem
from sewaka.modules.reports.effects import likeness
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.rules.draft import BY_OFFICE, Channel, Identity
from sewaka.modules.reports.web import alike, pages, steps
from sewaka.platform.people.api import actor_of
from sewaka.platform.territory import api as territory

_ENTRY_LENGTH = range(16, 65)
_LANGUAGE_LENGTH = 2
_VILLAGE_DOTS = 3  # 51.71.01.1003


def entry_of(post: QueryDict) -> str:
    """The name of the entry in the form; empty where it is none of ours."""
    given = post.get("entry", "")
    is_ours = len(given) in _ENTRY_LENGTH and given.replace("-", "").replace("_", "").isalnum()
    return given if is_ours else ""


def new(actor: Actor) -> FlowDraft:
    """An empty form: most come to the counter, and most speak of the office's own place."""
    own = [held.area_code for held in actor.grants if held.area_code.count(".") >= _VILLAGE_DOTS]
    return FlowDraft(
        channel=Channel.COUNTER,
        area_code=own[0] if own else "",
        language=settings.LANGUAGE_CODE,
    )


def take(request: HttpRequest, kept: FlowDraft) -> tuple[FlowDraft, list[Problem]]:
    """The whole form; photos that were stored before stay, and a bad one costs only itself."""
    draft, problems = steps.take_photos(request, kept)
    draft = steps.take_what(request.POST, steps.take_place(request.POST, draft))
    draft = steps.take_channel(request.POST, draft)
    return replace(draft, language=request.POST.get("language", "")[:_LANGUAGE_LENGTH]), problems


def check(draft: FlowDraft, *, now: datetime) -> Mapping[str, str]:
    """Every problem of the page: one code per field."""
    unknown = {} if draft.channel in BY_OFFICE else {"channel": "reports.channel.unknown"}
    if draft.language and draft.language not in dict(settings.LANGUAGES):
        unknown["language"] = "reports.language.unknown"
    return {**unknown, **steps.check_place(draft), **steps.check_what(draft, now=now)}


def has_to_look(post: QueryDict, draft: FlowDraft) -> bool:
    """Whether the page comes once more: a photo was taken away, or something like it is there."""
    if "photo_remove" in post or steps.has_to_ask(draft):
        return True
    return "seen" not in post and bool(likeness.of_draft(draft, now=clock.now()))


def context(
    request: HttpRequest,
    draft: FlowDraft,
    *,
    problems: list[Problem],
    wrong: Mapping[str, str],
) -> Mapping[str, Any]:
    """Everything on one page; reports that may be the same once the form is filled in well."""
    is_checked = request.method == "POST" and not problems and not steps.has_to_ask(draft)
    found = likeness.of_draft(draft, now=clock.now()) if is_checked else ()
    return {
        **pages.context(request, "photo", draft, problems=problems, wrong=wrong),
        **pages.place_context(request, draft),
        **pages.what_context(request, draft),
        "areas": [*_own_hamlets(actor_of(request)), *pages.village_choices()],
        "categories": _categories(),
        "channels": _channels(),
        "languages": _languages(),
        "identities": _identities(),
        "alike": alike.shown(found),
    }


def _channels() -> list[Choice]:
    return [
        Choice(Channel.COUNTER, _("Came to the counter"), icon="users"),
        Choice(Channel.PHONE, _("Called by telephone"), icon="phone"),
        Choice(Channel.STAFF, _("Met on the round"), icon="footprints"),
    ]


def _languages() -> list[Choice]:
    """Each by its own name, so that the citizen can point at it."""
    return [
        Choice(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
    ]


def _identities() -> list[Choice]:
    """The three ways of being known, in an officer's mouth."""
    return [
        Choice(
            Identity.NAMED,
            _("Officers may know the name"),
            hint=_("The public never sees it."),
        ),
        Choice(
            Identity.ANONYMOUS, _("Nobody may know the name"), hint=_("Not the officers either.")
        ),
        Choice(
            Identity.CONFIDENTIAL,
            _("The whole report stays closed"),
            hint=_("Only the citizen and the office in charge can read it."),
        ),
    ]


def _categories() -> list[Choice]:
    offered = catalogue.offered(on=localdate(clock.now()))
    return [pages.category_choice(one) for one in offered]


def _own_hamlets(actor: Actor) -> list[Choice]:
    """The hamlets below the officer's own area come first in the list."""
    own = tuple(
        held.area_code for held in actor.grants if held.area_code.count(".") >= _VILLAGE_DOTS
    )
    return [
        Choice(one.code, one.name, group=_("Our hamlets"))
        for one in territory.places().values()
        if one.level == territory.Level.HAMLET and one.code.startswith(own)
    ]
