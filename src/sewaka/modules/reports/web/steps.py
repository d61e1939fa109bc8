"""Reading what each step of the flow sends, and judging that step alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.text import clean_text
from sewaka.kernel.ui.values import Problem
from sewaka.modules.reports.effects import places
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.models.labels import KINDS, sentence
from sewaka.modules.reports.rules import questions
from sewaka.modules.reports.rules.draft import (
    MAX_PHOTOS,
    Draft,
    check_category,
    check_contact,
    check_words,
    cleaned,
)
from sewaka.modules.reports.rules.draft import check_place as check_whole_place
from sewaka.modules.reports.rules.places import decide_place
from sewaka.modules.reports.rules.privacy import phrases
from sewaka.platform.files import api as files
from sewaka.platform.people.api import actor_of

_LONGEST = 6000  # more than any field takes; the rest of a megabyte is not worth keeping
_PLACE_FIELDS = ("lat", "lon", "accuracy_m", "source", "landmark", "area_code", "onward")
_WHAT_FIELDS = ("description", "kind", "identity", "name", "phone", "email", "warned", "asked")


def take_photos(request: HttpRequest, draft: FlowDraft) -> tuple[FlowDraft, list[Problem]]:
    """Store what was sent, drop what was taken away; a bad photo does not cost the good ones."""
    removed = request.POST.get("photo_remove", "")
    kept = [one for one in draft.photo_ids if one != removed]
    sent = [*request.FILES.getlist("photo"), *request.FILES.getlist("photo_gallery")]
    return _take(request, sent, kept=kept, draft=draft)


def _take(
    request: HttpRequest, sent: Sequence[UploadedFile[Any]], *, kept: list[str], draft: FlowDraft
) -> tuple[FlowDraft, list[Problem]]:
    problems: list[Problem] = []
    for upload in sent:
        if len(kept) >= MAX_PHOTOS:
            problems.append(Problem("id_photo", sentence("reports.photos.too_many")))
            break
        try:
            stored = files.store_photo(upload=upload, actor=actor_of(request), now=clock.now())
            kept.append(str(stored.pk))
        except DomainError as refusal:
            problems.append(Problem("id_photo", photo_sentence(refusal)))
    return replace(draft, photo_ids=tuple(kept)), problems


def photo_sentence(refusal: DomainError) -> str:
    """What was wrong with a photo, what was kept, what to do."""
    words = {
        "files.empty": _("The file is empty. Take the photo again."),
        "files.too_large": _("The photo is larger than 8 MB. Take it again with less detail."),
        "files.heic": _("This phone writes HEIC photos. Choose JPEG in its camera settings."),
        "files.not_a_photo": _("This file is not a photo. Send a JPEG, PNG or WebP picture."),
        "files.too_many_pixels": _("The photo has more than 40 megapixels. Send a smaller one."),
        "files.bad_shape": _("The photo is too long and narrow. Send another one."),
        "files.animated": _("Moving pictures are not possible. Send a still photo."),
        "files.broken": _("The photo arrived broken. Please send it again."),
        "files.quota": _("That is enough photos for today. Your report can go without one."),
    }
    return words.get(refusal.code) or _("The photo could not be kept. The rest is saved.")


def take_place(post: QueryDict, draft: FlowDraft) -> FlowDraft:
    """The place as typed. Another place may lie in another hamlet."""
    return replace(draft, hamlet="", **_texts(post, _PLACE_FIELDS))


def take_from_phone(post: QueryDict) -> FlowDraft:
    """A whole draft as it lies on the phone. Its photos are only counted."""
    count = post.get("phone_photos", "0")[:2]
    photos = min(MAX_PHOTOS, int(count)) if count.isdigit() else 0
    return replace(
        take_hamlet(post, take_what(post, take_place(post, FlowDraft()))), phone_photos=photos
    )


def take_shared(request: HttpRequest) -> tuple[FlowDraft, list[Problem]]:
    """A new draft with the photos that another app shares."""
    return _take(request, request.FILES.getlist("foto"), kept=[], draft=FlowDraft())


def take_hamlet(post: QueryDict, draft: FlowDraft) -> FlowDraft:
    """The hamlet, as confirmed or changed on the last page."""
    return replace(draft, **_texts(post, ("hamlet",)))


def take_covering(post: QueryDict, draft: FlowDraft) -> FlowDraft:
    """What the author wants covered besides, and whether their name may stand in public."""
    typed = "\n".join((post.get("struck", draft.struck)[:_LONGEST], *post.getlist("cover")))
    struck = "\n".join(phrases(clean_text(typed)))
    return replace(draft, struck=struck, is_name_public=post.get("is_name_public") == "1")


def check_place(draft: FlowDraft) -> Mapping[str, str]:
    """What is wrong with the place: one code per field."""
    read = draft.position
    if read.problem and not draft.area_code:
        return {"place": read.problem}
    whole = cleaned(draft.as_draft(language=""))
    wrong = dict(check_whole_place(whole))
    if wrong:
        return wrong
    found = decide_place(
        located=places.locate(whole.position) if whole.position else None,
        chosen_village=whole.village_code,
        chosen_hamlet=whole.hamlet_code,
        onward=whole.onward,
    )
    if isinstance(found, str):
        return {"place": found}
    is_known = not found.area_code or places.is_known(found.area_code)
    return {} if is_known else {"area_code": "reports.place.village_unknown"}


def take_what(post: QueryDict, draft: FlowDraft) -> FlowDraft:
    """Category, words and contact as typed; the list of further categories wins over the tiles."""
    taken = replace(draft, **_texts(post, _WHAT_FIELDS))
    category = post.get("category_more", "") or post.get("category", "")
    kind = taken.kind if taken.kind in KINDS else "complaint"
    answers = _answers(post, _form(category))
    return replace(taken, category=category[:16], kind=kind, answers=answers)


def has_to_ask(draft: FlowDraft) -> bool:
    """Whether the category's questions were not on the page yet, or its hazard was not read."""
    form = _form(draft.category)
    is_held = questions.is_held(form, category=draft.category, warned=draft.warned)
    return is_held or (bool(form) and draft.asked != draft.category)


def _form(category: str) -> questions.Form:
    found = catalogue.current().categories.get(category)
    return found.questions if found else ()


def _answers(post: QueryDict, form: questions.Form) -> dict[str, tuple[str, ...]]:
    """The answers to what this category asks, as typed."""
    given = {
        code: tuple(one[:_LONGEST].replace("\x00", "") for one in post.getlist(f"q_{code}")[:50])
        for code in questions.asked_codes(form)
    }
    return {code: values for code, values in given.items() if any(values)}


def take_channel(post: QueryDict, draft: FlowDraft) -> FlowDraft:
    """By which door the citizen came to the office."""
    return replace(draft, channel=post.get("channel", "")[:12])


def check_what(draft: FlowDraft, *, now: datetime) -> Mapping[str, str]:
    """What is wrong with category, words and contact: one code per field."""
    whole = cleaned(draft.as_draft(language=""))
    return {
        **_check_category(whole, now=now),
        **check_words(whole),
        **check_contact(whole.contact),
        **_check_answers(draft),
    }


def _check_answers(draft: FlowDraft) -> Mapping[str, str]:
    """What is wrong with the answers, once the questions were on the page."""
    if draft.asked != draft.category:
        return {}
    form, zone = _form(draft.category), ZoneInfo(settings.TIME_ZONE)
    is_held = questions.is_held(form, category=draft.category, warned=draft.warned)
    found = questions.problems(form, draft.answers, zone=zone)
    unread = {"hazard": "reports.hazard.unread"} if is_held else {}
    return {**unread, **{f"q_{code}": problem for code, problem in found.items()}}


def _check_category(whole: Draft, *, now: datetime) -> Mapping[str, str]:
    found = catalogue.current().categories.get(whole.category)
    facts = found.as_facts() if found else None
    return check_category(whole, category=facts, on=localdate(now))


def photo_ids_sent(request: HttpRequest) -> tuple[list[UUID], list[Problem]]:
    """Photos that came with an answer of the author: stored ones, and what was wrong."""
    draft, problems = take_photos(request, FlowDraft())
    return list(draft.photos), problems


def _texts(post: QueryDict, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: str(post[name])[:_LONGEST].replace("\x00", "") for name in names if name in post}
