"""A URLconf with four planted holes. The matrix must find each of them."""

from __future__ import annotations

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST, require_safe
from ninja import NinjaAPI, Schema

from sewaka.platform.people.middleware import actor_of
from sewaka.platform.people.models import Person


@require_safe
def without_a_rule(request: HttpRequest) -> HttpResponse:
    """A staff page that forgot to ask who is there."""
    return HttpResponse("Semua berkas")


@require_safe
def without_visible(request: HttpRequest, pk: str) -> HttpResponse:
    """A page of one's own that asks whether somebody is signed in, and not who."""
    if actor_of(request).person_id is None:
        raise Http404
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return HttpResponse(found.email)


@require_POST
def writes_first(request: HttpRequest) -> HttpResponse:
    """A form that writes, and refuses somebody afterwards."""
    if actor_of(request).person_id is not None:
        Person.objects.update(office_name="Contoh")
    raise Http404


class PersonOut(Schema):
    """What strangers may know of an officer."""

    office_name: str


api = NinjaAPI(urls_namespace="holes", docs_url=None, openapi_url=None)


@api.get("/people", response=list[PersonOut])
def beside_the_schema(request: HttpRequest) -> HttpResponse:
    """An endpoint that answers around its schema."""
    rows = list(Person.objects.values("office_name", "email"))
    return HttpResponse(orjson.dumps(rows), content_type="application/json")


urlpatterns = [
    path("hole/staff", without_a_rule, name="hole_without_a_rule"),
    path("hole/mine/<uuid:pk>", without_visible, name="hole_without_visible"),
    path("hole/form", writes_first, name="hole_that_writes"),
    path("api/v1/", api.urls),
    path("", include("sewaka.config.urls")),
]
handler404 = "sewaka.kernel.ui.errors.not_found"
