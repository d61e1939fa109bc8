"""Keys of the programs that send through Open311: made, shown once, changed, switched off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.models.clients import client_in_use, client_name
from sewaka.modules.reports.web.setup import gate, keys_page
from sewaka.modules.reports.web.setup.key_forms import ChangeKeyForm, KeyForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def listing(request: HttpRequest) -> HttpResponse:
    """Every program; a new one's key stands on the answer once and is kept as a digest only."""
    form, key = KeyForm(gate.posted(request)), ""
    if form.is_valid():
        actor, now = actor_of(request), clock.now()
        try:
            key = clients.create_key(**form.facts(), actor=actor, now=now)
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            form = KeyForm(None)
    return gate.page(request, "keys.html", form=form, key=key, **keys_page.listing())


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def change(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Give a program other rights or another quota; its key stays."""
    client = client_in_use(client_id)
    form = ChangeKeyForm(gate.posted(request), client=client)
    actor, now = actor_of(request), clock.now()
    if form.is_valid():
        try:
            clients.change_key(client_id=client.pk, **form.changes(), actor=actor, now=now)
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(request, _("Saved. It counts from the program's next request on."))
            return redirect("reports:setup_keys")
    return gate.page(request, "key.html", form=form, name=client.name)


@require_POST
@gate.setup_desk
def switch_off(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Take a key out of use, for good."""
    name = client_name(client_id)
    clients.switch_off(name=name, actor=actor_of(request), now=clock.now())
    messages.success(request, _("The key of %(name)s does not work any more.") % {"name": name})
    return redirect("reports:setup_keys")
