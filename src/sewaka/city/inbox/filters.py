"""The work list's filters, as they stand in the URL. Unknown values count as left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.ui.values import Choice, Filter
from sewaka.kernel.workflow import StateGroup
from sewaka.platform.cases import api as cases
from sewaka.platform.territory import api as territory

# Name in the URL -> field of `cases.Filters`.
NAMES = {
    "tampilan": "view",
    "layanan": "module",
    "status": "state_group",
    "wilayah": "area_code",
    "q": "words",
    "sesudah": "after",
}
_VIEWS = {
    "saya": cases.View.MINE,
    "unit": cases.View.DESK,
    "lewat": cases.View.LATE,
    "semua": cases.View.ALL,
}
_SLUGS = {view: slug for slug, view in _VIEWS.items()}
_LONGEST = 100


def read(query: QueryDict) -> cases.Filters:
    """The filters of a URL."""
    given = {field: query.get(name, "")[:_LONGEST] for name, field in NAMES.items()}
    view = _VIEWS.get(given.pop("view"), cases.View.DESK)
    if given["state_group"] not in {group.value for group in StateGroup}:
        given["state_group"] = ""
    if given["area_code"] and given["area_code"] not in territory.places():
        given["area_code"] = ""
    return cases.Filters(view=view, **given)


def query_of(filters: cases.Filters, *, number: str = "") -> str:
    """The query string of a view of the list; `number` is the case that stands open."""
    values = {name: str(getattr(filters, field)) for name, field in NAMES.items()}
    values["tampilan"] = _SLUGS[filters.view]
    if number:
        values["berkas"] = number
    return urlencode({name: value for name, value in values.items() if value})


def url_of(filters: cases.Filters, *, number: str = "") -> str:
    """The address of a view of the list."""
    return f"{reverse('inbox:list')}?{query_of(filters, number=number)}"


def view_url(view: cases.View, filters: cases.Filters) -> str:
    """The same filters in another standing view, from its first page."""
    return url_of(replace(filters, view=view, after=""))


def bar(
    filters: cases.Filters, *, actor: Actor, places: Mapping[str, territory.Place]
) -> tuple[Filter, ...]:
    """The fields of the filter bar, with the places that the actor's roles reach."""
    services = tuple(Choice(found.code, found.name) for found in registry.modules())
    groups = tuple(Choice(group.value, label) for group, label in group_words().items())
    return (
        Filter("q", _("Number or words"), value=filters.words),
        Filter("status", _("State"), choices=groups, value=filters.state_group),
        Filter("layanan", _("Service"), choices=services, value=filters.module),
        Filter("wilayah", _("Area"), choices=_reached(actor, places), value=filters.area_code),
    )


def group_words() -> dict[StateGroup, str]:
    """The groups in which open cases can be."""
    return {
        StateGroup.NEW: _("New"),
        StateGroup.OPEN: _("Being worked on"),
        StateGroup.WAITING: _("Waiting for an answer"),
    }


def _reached(actor: Actor, places: Mapping[str, territory.Place]) -> tuple[Choice, ...]:
    roots = tuple(held.area_code for held in actor.grants)
    return tuple(
        Choice(place.code, place.name)
        for place in places.values()
        if any(not root or place.code.startswith(root) for root in roots)
    )
