"""What a tracking page shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel import clock, registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ui.values import Choice, Photo, Problem, Status, TimelineEntry
from sewaka.modules.reports.models import Report, ReportPhoto, catalogue, ticks
from sewaka.modules.reports.models.labels import CHANNELS, NOT_VALIDATED, STATES
from sewaka.modules.reports.queries import Tracked
from sewaka.modules.reports.rules import late_photos, numbers, states
from sewaka.modules.reports.rules.draft import BY_OFFICE, Identity, ReportKind, visibility_of
from sewaka.modules.reports.rules.reopening import SUPPORTERS_NEEDED
from sewaka.modules.reports.web import chain_page, question_page
from sewaka.modules.reports.web.facts import fact_words, missing_words
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files

WITH_PHOTOS = ("give_info", "dispute")
_TEXTS = {
    "give_info": "answer",
    "dispute": "reason",
    "cancel": "reason",
    "settle": "stars",
    "object": "reason",
}
RIGHTS = ("make_private", "ask_public", "erase_contact")  # without a word of reason


def public(request: HttpRequest, tracked: Tracked) -> Mapping[str, Any]:
    """The page that everybody sees."""
    now, case = clock.now(), tracked.case
    return {
        "tracked": tracked,
        "title": title_of(tracked),
        "number": case.number,
        "status": replace(cases.status(case, now=now), is_confirmed=case.state == states.CONFIRMED),
        "promises": cases.promises(case, now=now),
        "entries": entries_of(tracked, now=now),
        "chain": chain_page.table(tracked.hops, now=now),
        "not_validated": NOT_VALIDATED if _is_unvalidated(tracked) else "",
        "is_delayed": ticks.is_delayed(now=now),
        "before": photos_of(tracked, ReportPhoto.Stage.BEFORE, now=now),
        "after": photos_of(tracked, ReportPhoto.Stage.AFTER, now=now),
        "place": ", ".join(filter(None, tracked.place)),
        "answered": question_page.answered(tracked.category, tracked.report.answers),
        "by_office": by_office(tracked.report),
        "url": request.build_absolute_uri(reverse("reports:report", args=[case.number])),
        "is_open": states.is_open(case.state),
        "is_waiting": case.state == states.RESOLVED,
        "needed": SUPPORTERS_NEEDED,
    }


def author(
    request: HttpRequest, tracked: Tracked, *, actor: Actor, secret: str
) -> Mapping[str, Any]:
    """The same, with what the author may do now."""
    available = {one.action for one in cases.available(case=tracked.case, actor=actor)}
    number = tracked.case.number
    question = next(
        (one.text for one in reversed(tracked.lines) if one.to_state == "needs_info"), ""
    )
    return {
        **public(request, tracked),
        "may": {
            **{name: name in available for name in _TEXTS},
            "object": "object" in available and not tracked.report.objections,
            **_rights(tracked.report),
        },
        "act": {
            name: reverse("reports:act", args=[number, secret, name])
            for name in (*_TEXTS, *RIGHTS, "message")
        },
        "question": question,
        "stars": star_choices(),
        "receipt_url": reverse("reports:receipt_pdf", args=[number, secret]),
        "is_authors": True,
        "missing_photos": missing_photos(tracked, now=clock.now()),
    }


def by_office(report: Report) -> str:
    """Through which door an office took it up; never which officer. Empty for everybody's own."""
    channel = CHANNELS.get(report.channel, "")
    is_ours = report.channel in BY_OFFICE
    return _("Entered by an office: %(channel)s") % {"channel": channel} if is_ours else ""


def star_choices() -> list[Choice]:
    """One to five, the best first; each with its word, because a row of stars is none."""
    words = (
        _("Very satisfied"),
        _("Satisfied"),
        _("So-so"),
        _("Not satisfied"),
        _("Not satisfied at all"),
    )
    return [
        Choice(str(n), "★" * n + "☆" * (5 - n), hint=word)
        for n, word in zip(range(5, 0, -1), words, strict=True)
    ]


def _is_unvalidated(tracked: Tracked) -> bool:
    """Called done, and nobody has looked at it; a new round begins anew."""
    return tracked.report.is_validated is False and not states.is_open(tracked.case.state)


def _rights(report: Report) -> Mapping[str, bool]:
    """What can still be asked for."""
    is_open = report.visibility_wanted == "public"
    facts = catalogue.category(report.category_id).as_facts()
    kind = ReportKind(report.kind)
    could_be = visibility_of(category=facts, identity=Identity.NAMED, kind=kind) == "public"
    return {
        "make_private": is_open,
        "ask_public": could_be and not is_open,
        "erase_contact": report.contact_erased_at is None,
    }


def missing_photos(tracked: Tracked, *, now: datetime) -> str:
    """Which announced photos have not come, once a phone has had two days; else how many."""
    first = ReportPhoto.Stage.BEFORE
    came = [one.sent_as for one in tracked.photos if one.stage == first and not one.round]
    report = tracked.report
    expected = report.photos_expected
    found = late_photos.missing(expected=expected, came=came, sent_at=report.sent_at, now=now)
    return missing_words(found, expected=expected)


def mistakes(typed: QueryDict, problems: list[Problem], *, failed: str) -> Mapping[str, Any]:
    """What was wrong with a deed, and what was typed: nothing is lost."""
    return {
        "problems": problems,
        "has_errors": bool(problems),
        "failed": failed,
        "typed": typed,
    }


def title_of(tracked: Tracked) -> str:
    """Category in the reader's language, and where."""
    where = tracked.report.landmark or tracked.village
    return ", ".join(filter(None, (tracked.category.local_name, where)))


def _status(tracked: Tracked, *, now: datetime) -> Status:
    is_confirmed = tracked.case.state == states.CONFIRMED
    return replace(cases.status(tracked.case, now=now), is_confirmed=is_confirmed)


def entries_of(tracked: Tracked, *, now: datetime) -> list[TimelineEntry]:
    """The history; a change of state is told as the state, the way the author sees it."""
    shown = cases.entries(tracked.lines, case=tracked.case, actor=tracked.actor, now=now)
    return [
        replace(
            one,
            what=STATES.get(line.to_state, one.what)
            if line.to_state != line.from_state
            else one.what,
            text="\n".join(filter(None, (fact_words(line.facts), str(one.text)))),
        )
        for line, one in zip(tracked.lines, shown, strict=True)
    ]


def photos_of(tracked: Tracked, stage: str, *, now: datetime) -> list[Photo]:
    """The photos of one stage as this reader may see them."""
    sight = files.Sight.PARTY if tracked.sees_all else files.Sight.PUBLIC
    words = _("Photo of the report") if stage == "before" else _("Photo of the result")
    alt = f"{words}: {title_of(tracked)}"
    shown = [one for one in tracked.photos if one.stage == stage]
    if stage == ReportPhoto.Stage.AFTER:  # the newest result is the one that counts
        shown.sort(key=lambda one: one.added_at, reverse=True)
    found = (_picture(one, sight=sight, alt=alt, now=now) for one in shown)
    return [one for one in found if one is not None]


def small_photo(photo: ReportPhoto, *, title: str, now: datetime) -> Photo | None:
    """One photo of the author, for an office's list."""
    alt = f"{_('Photo of the report')}: {title}"
    return _picture(photo, sight=files.Sight.PARTY, alt=alt, now=now)


def _picture(photo: ReportPhoto, *, sight: files.Sight, alt: str, now: datetime) -> Photo | None:
    found = files.urls(file=photo.file, sight=sight, now=now)
    if found is None:
        return None
    return Photo(
        url=found.small,
        alt=alt,
        width=480,
        height=max(1, round(480 * found.height / found.width)),
        srcset=f"{found.small} 480w, {found.medium} 960w",
        full_url=found.large,
    )


def problems_of(fields: Mapping[str, str], *, action: str) -> list[Problem]:
    """The error summary of an author's deed."""
    asks = {
        ask.name: ask
        for transition in registry.workflow(numbers.WORKFLOW).transitions
        if transition.action == action
        for ask in transition.asks
    }
    return [
        Problem(
            field_id=f"id_{action}_{name}", message=cases.problem_text(code, ask=asks.get(name))
        )
        for name, code in fields.items()
    ]


def refusal_words(refusal: DomainError) -> str:
    """Why a deed was not possible."""
    if refusal.code == "workflow.not_allowed":
        return _("The report has moved on meanwhile. Look at what happened below.")
    return cases.refusal_text(refusal)


def given_of(action: str, post: QueryDict) -> dict[str, str]:
    """The author's words for a deed."""
    if action in RIGHTS:
        return {}
    name = _TEXTS[action]
    return {name: post.get(name, "")}
