"""`/api/v1/waste-banks/customers`: the papers of an account."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from ninja import Router

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.customers import rotate_cards
from sewaka.modules.waste_banks.exporters import printing
from sewaka.modules.waste_banks.queries.printing import to_print

router = Router(tags=["waste-banks"], auth=SessionActor())
_PDF = {
    "responses": {200: {"content": {"application/pdf": {"schema": {"format": "binary"}}}}},
}


@router.get(
    "/{customer_id}/passbook.pdf",
    response={200: None, **PROBLEMS},
    operation_id="waste_banks_passbook",
    openapi_extra=_PDF,
)
def get_passbook(request: HttpRequest, customer_id: UUID, *, whole: bool = False) -> HttpResponse:
    """After the last printed line, or `whole`; the mark of what was printed does not move."""
    found = to_print(customer_id=customer_id, actor=actor_of(request), is_whole=whole)
    address = f"{reverse('waste_banks:book')}?nomor={found.customer.number}"
    return _pdf(
        printing.passbook(
            found, address=request.build_absolute_uri(address), on=localdate(clock.now())
        )
    )


@router.post(
    "/{customer_id}/card.pdf",
    response={200: None, **PROBLEMS},
    operation_id="waste_banks_card",
    openapi_extra=_PDF,
)
def post_card(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """A new card: the former is worth nothing from now on, for no token is kept."""
    now = clock.now()
    [made] = rotate_cards(customer_ids=[customer_id], actor=actor_of(request), now=now)

    def address(token: str) -> str:
        return request.build_absolute_uri(reverse("waste_banks:found", args=[token]))

    bank = made.customer.bank
    return _pdf(printing.cards([made], bank=bank, address=address, on=localdate(now)))


def _pdf(made: bytes) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response
