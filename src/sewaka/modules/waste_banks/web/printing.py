"""A passbook goes to the printer, and the next print goes on after it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate

from sewaka.kernel import clock
from sewaka.modules.waste_banks.actions.printing import remember_print
from sewaka.modules.waste_banks.exporters import printing
from sewaka.modules.waste_banks.models import Customer
from sewaka.modules.waste_banks.queries.printing import to_print
from sewaka.platform.people.api import actor_of


def printed(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The PDF; only when it is made, it counts as printed."""
    actor, now = actor_of(request), clock.now()
    is_whole = bool(request.POST.get("all"))
    found = to_print(customer_id=customer.pk, actor=actor, is_whole=is_whole)
    address = f"{reverse('waste_banks:book')}?nomor={customer.number}"
    made = printing.passbook(found, address=request.build_absolute_uri(address), on=localdate(now))
    remember_print(customer_id=customer.pk, through=found.through, actor=actor, now=now)
    return pdf_response(made, name=f"buku-{customer.number}.pdf")


def pdf_response(made: bytes, *, name: str) -> HttpResponse:
    """A paper, shown in the browser under that name and kept nowhere."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
