"""The desk of whoever gives and ends roles. Every act needs a fresh second factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock, registry
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.problems import field_sentence, sentence
from sewaka.kernel.text import clean_text
from sewaka.kernel.ui.paging import PARAMETER, paged, pages_of
from sewaka.kernel.ui.values import Cell, Choice, Column, Filter, Link, Row, Table
from sewaka.platform.people import access, actions, queries
from sewaka.platform.people.middleware import actor_of
from sewaka.platform.people.models import Grant
from sewaka.platform.people.stepup import fresh_factor

FORM = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 50
_LONGEST = 100  # of words to look for


class GiveForm(forms.Form):
    """Whom, what, where, until when."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    area_code = forms.CharField(
        label=gettext_lazy("Area code"),
        help_text=gettext_lazy("Such as 51.71.01.1003. Empty for the whole city."),
        required=False,
        max_length=40,
    )
    agency_code = forms.CharField(
        label=gettext_lazy("Code of the office"), required=False, max_length=40
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, such as the number of the decree"),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(registry.roles().values(), key=lambda role: str(role.name))
        choices = [(role.code, str(role.name)) for role in known]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@require_safe
@login_required
def list_page(request: HttpRequest) -> HttpResponse:
    """Who holds which role, fifty at once; narrowed by role and by words."""
    asked = _asked(request)
    try:
        held = queries.grants_in_force(
            actor=actor_of(request), now=clock.now(), role=asked["peran"], words=asked["cari"]
        )
    except NotFound:
        raise Http404 from None
    shown = paged(held, asked=request.GET.get(PARAMETER, ""), size=A_PAGE)
    context = {
        "table": _table(shown),
        "pages": pages_of(shown, query={name: value for name, value in asked.items() if value}),
        "filters": _filters(asked),
    }
    return TemplateResponse(request, "people/roles.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: clean_text(request.GET.get(name, ""))[:_LONGEST] for name in ("peran", "cari")}


def _filters(asked: Mapping[str, str]) -> list[Filter]:
    known = sorted(registry.roles().values(), key=lambda role: str(role.name))
    choices = [Choice("", _("All roles")), *(Choice(one.code, one.name) for one in known)]
    return [
        Filter("peran", _("Role"), choices=choices, value=asked["peran"]),
        Filter("cari", _("Person, area or office"), value=asked["cari"]),
    ]


@FORM
@login_required
@fresh_factor
def give_page(request: HttpRequest) -> HttpResponse:
    """Give a role."""
    if not access.GIVE_ROLES.allows(actor_of(request), None):
        raise Http404
    form = GiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _given(request, form):
        messages.success(request, _("The role is given."))
        return HttpResponseRedirect(reverse("people_roles"))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "has_errors": status != 200}  # noqa: PLR2004 - the status itself
    return TemplateResponse(request, "people/give_role.html", context, status=status)


@FORM
@login_required
@fresh_factor
def end_page(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """End a role now."""
    try:
        held = queries.get_grant(grant_id=grant_id, actor=actor_of(request))
    except NotFound:
        raise Http404 from None
    error = _ended(request, held) if request.method == "POST" else None
    if request.method == "POST" and error is None:
        messages.success(request, _("The role has ended."))
        return HttpResponseRedirect(reverse("people_roles"))
    context = {
        "held": held, "role": _name_of(held.role), "error": sentence(error) if error else "",
    }  # fmt: skip
    status = error.status if error else HTTPStatus.OK
    return TemplateResponse(request, "people/end_role.html", context, status=status)


def _ended(request: HttpRequest, held: Grant) -> DomainError | None:
    """End it, or say why not."""
    reason = clean_text(request.POST.get("reason", ""))[:200]
    try:
        actions.revoke(grant_id=held.pk, actor=actor_of(request), now=clock.now(), reason=reason)
    except DomainError as refused:
        return refused
    return None


def _given(request: HttpRequest, form: GiveForm) -> bool:
    """Whether the role was given; what was refused stands at the form's fields afterwards."""
    actor, wanted = actor_of(request), form.cleaned_data
    try:
        person = queries.person_with_email(wanted["email"], actor=actor)
        actions.grant(
            person_id=person.pk,
            role=wanted["role"],
            area_code=wanted["area_code"],
            agency_code=wanted["agency_code"],
            valid_to=_end_of(wanted),
            reason=wanted["reason"],
            actor=actor,
            now=clock.now(),
        )
    except NotFound as refused:
        form.add_error("email", sentence(refused))
    except Invalid as refused:
        for name, code in refused.fields.items():
            form.add_error("last_day" if name == "valid_to" else name, field_sentence(code))
    except DomainError as refused:
        form.add_error(None, sentence(refused))
    else:
        return True
    return False


def _end_of(wanted: Mapping[str, Any]) -> datetime | None:
    """The midnight after the last day, in the city's time."""
    if wanted["last_day"] is None:
        return None
    midnight = datetime.combine(wanted["last_day"] + timedelta(days=1), datetime.min.time())
    return midnight.replace(tzinfo=timezone.get_default_timezone())


def _table(held: Iterable[Grant]) -> Table:
    columns = [
        Column("role", _("Role"), is_main=True),
        Column("who", _("Who")),
        Column("area", _("Area code")),
        Column("agency", _("Code of the office")),
        Column("until", _("Until")),
        Column("end", _("Change")),
    ]
    rows = [
        Row(
            cells=[
                Cell(_name_of(grant.role)),
                Cell(grant.person.office_name or grant.person.email or ""),
                Cell(grant.area_code),
                Cell(grant.agency_code),
                Cell(at=grant.valid_to) if grant.valid_to else Cell(_("without end")),
                Cell(_("End"), url=reverse("people_end_role", args=[grant.pk])),
            ]
        )
        for grant in held
    ]
    give = Link(_("Give a role"), reverse("people_give_role"))
    return Table(
        caption=_("Roles in force"), columns=columns, rows=rows, empty=_("None"), empty_link=give
    )


def _name_of(role: str) -> str:
    known = registry.roles().get(role)
    return str(known.name) if known else role
