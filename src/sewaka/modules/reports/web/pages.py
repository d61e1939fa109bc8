"""What the pages of the flow show, as values of the components."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from sewaka.kernel import clock
from sewaka.kernel.ui.values import (
    Answer,
    Choice,
    NextStep,
    Photo,
    PhotoItem,
    Place,
    Problem,
    Text,
)
from sewaka.modules.reports.effects import likeness, neighbours, photos, places
from sewaka.modules.reports.effects.arrivals import waits_for_look
from sewaka.modules.reports.effects.promises import start_clocks
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.drafts import FlowDraft, Receipt
from sewaka.modules.reports.models.labels import ERRORS, GROUPS, KINDS, ONWARD
from sewaka.modules.reports.rules.draft import Identity, ReportKind, cleaned
from sewaka.modules.reports.rules.privacy import name_hints, phrases, scan
from sewaka.modules.reports.rules.privacy import public_text as covered
from sewaka.modules.reports.web import alike, question_page
from sewaka.modules.reports.web.cards import card_of
from sewaka.modules.reports.web.words import sentences_of
from sewaka.platform.files import api as files
from sewaka.platform.notify import api as notify
from sewaka.platform.territory import api as territory

TILES = 10
ON_PHONE = "ponsel"  # in the address: the draft lies on the phone, whatever the cookie says
Wrong = Mapping[str, str]  # field to error code


def photo_context(_request: HttpRequest, draft: FlowDraft) -> Mapping[str, Any]:
    """Step 1."""
    shown = [PhotoItem(key=key, url=url) for key, url in _photo_urls(draft)]
    return {"items": shown}


def place_context(_request: HttpRequest, draft: FlowDraft) -> Mapping[str, Any]:
    """Step 2."""
    read = draft.position.position
    return {
        "place": Place(
            lat=read.lat if read else None,
            lon=read.lon if read else None,
            accuracy_m=draft.as_draft(language="").accuracy_m,
            source=draft.source,
            landmark=draft.landmark,
            area_code=draft.area_code,
        ),
        "areas": village_choices(),
        "onward": [Choice(code, label) for code, label in ONWARD.items()],
    }


def what_context(_request: HttpRequest, draft: FlowDraft) -> Mapping[str, Any]:
    """Step 3."""
    offered = catalogue.offered(on=localdate(clock.now()))
    return {
        "tiles": [category_choice(one) for one in offered[:TILES]],
        "more": [category_choice(one) for one in offered[TILES:]],
        "kinds": [Choice(code, label) for code, label in KINDS.items() if code != "integrity"],
        "identities": _identity_choices(),
        "has_contact": bool(draft.name or draft.phone or draft.email),
        "all_questions": question_page.of_all(on=localdate(clock.now())) if draft.is_empty else (),
    }


def check_context(_request: HttpRequest, draft: FlowDraft) -> Mapping[str, Any]:
    """Step 4: the answers, the public text, the two dates, and what may be the same."""
    category = catalogue.current().categories.get(draft.category)
    struck = phrases(draft.struck)
    found = scan(draft.description, struck=struck)
    return {
        "answers": list(_answers(draft, category)),
        "public_text": covered(draft.description, struck=struck),
        "is_covered": any(one.is_covered for one in found),
        "names": [Choice(one, one) for one in _names(draft, struck)],
        "photos_wait": settings.REPORTS_PHOTO_PUBLISH != "at_once",
        "waits": waits_for_look(cleaned(draft.as_draft(language=""))),
        "is_public": bool(category and category.visibility == "public")
        and draft.identity != Identity.CONFIDENTIAL
        and draft.kind != ReportKind.INTEGRITY,
        "may_show_name": bool(draft.name) and draft.identity == Identity.NAMED,
        "promises": _promised(draft, category, now=clock.now()),
        "alike": alike.shown(likeness.of_draft(draft, now=clock.now())),
        **_hamlets(draft),
    }


def _names(draft: FlowDraft, struck: Sequence[str]) -> tuple[str, ...]:
    """What seems to name a person, in the text or the landmark."""
    return name_hints(f"{draft.description}\n{draft.landmark}", struck=struck)


# What the phone checks by itself: the same words as the server's.
_MUST: Mapping[str, Text] = {
    "place": ERRORS["reports.place.required"],
    "vague": ERRORS["reports.position.vague"],
    "category": ERRORS["reports.category.required"],
    "description": ERRORS["reports.description.required"],
    "hazard": ERRORS["reports.hazard.unread"],
    "answer": ERRORS["reports.answer.required"],
}

CONTEXTS: Mapping[str, Callable[[HttpRequest, FlowDraft], Mapping[str, Any]]] = {
    "photo": photo_context,
    "place": place_context,
    "what": what_context,
    "check": check_context,
}


def context(
    request: HttpRequest, step: str, draft: FlowDraft, *, problems: list[Problem], wrong: Wrong
) -> Mapping[str, Any]:
    """The context of one step, with what was wrong."""
    return {
        "draft": draft,
        "problems": problems,
        "has_errors": bool(problems),
        "errors": sentences_of(wrong),
        "questions": question_page.of_draft(draft, errors=sentences_of(wrong)),
        "is_asking": request.method == "POST" and not problems,
        "must": _MUST,
        "back_to": request.GET.get("kembali", request.POST.get("back_to", "")),
        **CONTEXTS[step](request, draft),
    }


def joined(fragment: str) -> Mapping[str, Any]:
    """The page after "this is the same"."""
    row = orjson.loads(fragment)
    expected = row["expected_at"]
    return {
        "card": card_of(row),
        "expected_at": datetime.fromisoformat(expected) if expected else None,
        "is_open": row["status"] == "open",
        "url": reverse("reports:report", args=[row["number"]]),
    }


def receipt(request: HttpRequest, kept: Receipt) -> Mapping[str, Any]:
    """The receipt page."""
    response, resolution = kept.response_due_at, kept.resolution_due_at
    return receipt_of(
        request,
        number=kept.number,
        secret=kept.secret,
        due=(datetime.fromisoformat(response), datetime.fromisoformat(resolution)),
        passed_to=kept.passed_to,
    )


def receipt_of(
    request: HttpRequest,
    *,
    number: str,
    secret: str,
    due: Sequence[datetime | None],
    passed_to: str = "",
) -> Mapping[str, Any]:
    """The receipt of a report: what comes next, with the instants of answer and solution."""
    path = reverse("reports:author", args=[number, secret])
    return {
        "number": number,
        "url": request.build_absolute_uri(path),
        "public_url": reverse("reports:report", args=[number]),
        "secret": secret,
        "push_key": notify.push_key(),
        "receipt_url": reverse("reports:receipt_pdf", args=[number, secret]),
        "next_steps": _elsewhere(passed_to) if passed_to else _here(due),
    }


def _here(due: Sequence[datetime | None]) -> list[NextStep]:
    answered, solved = due
    return [
        NextStep(_("An officer looks at your report.")),
        NextStep(_("You get an answer"), by=answered),
        NextStep(_("It is solved"), by=solved),
        NextStep(_("You say whether it is really settled.")),
    ]


def _elsewhere(body: str) -> list[NextStep]:
    """Of a report that goes to a neighbour, for which the city can promise no day."""
    return [
        NextStep(neighbours.passed_on(body)),
        NextStep(_("We ask there again and tell you here what they say.")),
    ]


def too_many(request: HttpRequest, *, retry_at: datetime) -> HttpResponse:
    """429: when to come back; the draft stays."""
    response = render(request, "reports/too_many.html", {"retry_at": retry_at}, status=429)
    wait_s = max(1, int((retry_at - clock.now()).total_seconds()))
    response["Retry-After"] = str(wait_s)
    return response


def village_choices() -> list[Choice]:
    """All villages, under their districts."""
    known = territory.places()
    return [
        Choice(one.code, one.name, group=territory.name_of(one.parent_code or ""))
        for one in known.values()
        if one.level == territory.Level.VILLAGE
    ]


def category_choice(category: Category) -> Choice:
    """A category to choose, in the reader's language."""
    return Choice(
        category.service_code,
        category.local_name,
        icon=category.icon,
        group=GROUPS.get(category.group, ""),
    )


def _identity_choices() -> list[Choice]:
    return [
        Choice(
            Identity.NAMED,
            _("Officers may know my name"),
            hint=_("The public never sees it."),
        ),
        Choice(
            Identity.ANONYMOUS, _("Nobody may know my name"), hint=_("Not the officers either.")
        ),
        Choice(
            Identity.CONFIDENTIAL,
            _("Keep the whole report closed"),
            hint=_("Only you and the office in charge can read it."),
        ),
    ]


def _answers(draft: FlowDraft, category: Category | None) -> list[Answer]:
    back = "?kembali=periksa"
    pictures = [
        Photo(url=url, alt=_("Your photo"), width=160, height=120)
        for _key, url in _photo_urls(draft)
    ]
    return [
        Answer(
            _("Photo"),
            text="" if pictures or draft.phone_photos else _("None"),
            change_url=reverse("reports:photo") + back,
            photos=pictures,
        ),
        Answer(_("Place"), text=_place_text(draft), change_url=reverse("reports:place") + back),
        *_onward(draft),
        Answer(
            _("About"),
            text=category.local_name if category else _("Not chosen yet"),
            change_url=reverse("reports:what") + back,
        ),
        Answer(
            _("Contact"),
            text="\n".join(filter(None, (draft.name, draft.phone, draft.email)))
            or _("None. You follow your report with its number."),
            change_url=reverse("reports:what") + back,
        ),
    ]


def _onward(draft: FlowDraft) -> Iterator[Answer]:
    """What the author wants done with a place outside the city, where it is outside."""
    whole = draft.as_draft(language="")
    is_chosen = whole.village_code or whole.hamlet_code
    if not whole.onward or is_chosen or whole.position is None:
        return
    if not places.locate(whole.position).village_code:
        label = str(ONWARD[whole.onward.value])
        back = reverse("reports:place") + "?kembali=periksa"
        yield Answer(_("Outside Denpasar"), text=label, change_url=back)


def _place_text(draft: FlowDraft) -> str:
    """Landmark, then hamlet and village as found or chosen."""
    whole = draft.as_draft(language="")
    code = draft.area_code
    if not code and whole.position:
        located = places.locate(whole.position)
        code = located.hamlet_code or located.village_code
    names = [one.name for one in reversed(territory.chain(code))][:2] if code else []
    return "\n".join(filter(None, (draft.landmark, ", ".join(names)))) or _("Not given yet")


def _hamlets(draft: FlowDraft) -> Mapping[str, Any]:
    """The hamlets of the village, the likely one chosen beforehand."""
    whole = draft.as_draft(language="")
    located = places.locate(whole.position) if whole.position else None
    village = whole.village_code or whole.hamlet_code.rpartition(".")[0]
    village = village or (located.village_code if located else "")
    suggested = located.hamlet_code if located and located.village_code == village else ""
    known = territory.places().values() if village else ()
    return {
        "hamlets": [Choice(one.code, one.name) for one in known if one.parent_code == village],
        "hamlet": whole.hamlet_code or suggested,
    }


def _promised(
    draft: FlowDraft, category: Category | None, *, now: datetime
) -> tuple[datetime, datetime] | None:
    if category is None:
        return None
    is_question = draft.kind == "information_request"
    policy = catalogue.policy("information_request" if is_question else category.policy)
    response, resolution = start_clocks(policy, at=now)
    return response.due_at, resolution.due_at


def _photo_urls(draft: FlowDraft) -> list[tuple[str, str]]:
    """Key and address of each photo; its sender may see it before anybody released it."""
    now = clock.now()
    found = [
        files.urls(file=one, sight=files.Sight.PARTY, now=now)
        for one in photos.stored(draft.photos)
    ]
    return [(str(one.file_id), one.small) for one in found if one is not None]
