"""`/api/v1/waste-banks/sessions`: the package that a phone takes along, and what it brings back.

What a phone writes is signed by its own key, which an officer has registered: hours after its
weigher's session on the site has ended the records still come in, and nobody else can send them.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.security import APIKeyHeader
from pydantic import AwareDatetime, Field

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.closing import PhoneManifest, close_on_phone
from sewaka.modules.waste_banks.actions.photographing import keep_photo
from sewaka.modules.waste_banks.actions.receiving import PhoneClock, Upload, receive_records
from sewaka.modules.waste_banks.models import WeighingDevice
from sewaka.modules.waste_banks.queries.packages import package
from sewaka.modules.waste_banks.queries.weighing import known_device, lacking
from sewaka.modules.waste_banks.rules.weighing.canonical import NotCanonical, canonical
from sewaka.modules.waste_banks.rules.weighing.chain import Sent
from sewaka.modules.waste_banks.rules.weighing.records import MOST_RECORDS, MOST_RUPIAH
from sewaka.modules.waste_banks.rules.weighing.signatures import is_signed

Json = dict[str, Any]
Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_MOST_MS = 366 * 24 * 3_600_000


def _last_hash(raw: bytes) -> bytes:
    """What an upload is signed over: the hash of its last record."""
    last = max(orjson.loads(raw)["records"], key=lambda one: one["seq"])
    return bytes.fromhex(last["hash"])


def _manifest(raw: bytes) -> bytes:
    """What a closing is signed over."""
    return canonical(orjson.loads(raw)["manifest"])


def _digest(raw: bytes) -> bytes:
    """What a photo is signed over."""
    return sha256(raw).digest()


def _whole(raw: bytes) -> bytes:
    """What a question is signed over."""
    return raw


class PhoneSignature(APIKeyHeader):
    """`X-Device` names the phone; `X-Signature` is ECDSA P-256 with SHA-256 in hex (r, then s),
    over the last record's hash (32 bytes), the canonical text of the manifest, the photo's
    SHA-256 (32 bytes), or the body as it was sent where it only asks."""

    param_name: str = "X-Signature"

    def __init__(self, signed: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self.signed = signed

    def authenticate(self, request: HttpRequest, key: str | None) -> WeighingDevice | None:
        """The phone; None, which answers 401, for everybody else."""
        try:
            device_id, signature = (
                UUID(request.headers.get("X-Device", "")),
                bytes.fromhex(key or ""),
            )
            message = self.signed(request.body)
        except (ValueError, KeyError, TypeError, NotCanonical):
            return None
        device = known_device(device_id=device_id, actor=actor_of(request))
        if device is None:
            return None
        public = bytes(device.public_key)
        is_right = is_signed(key=public, message=message, signature=signature)
        return device if is_right else None


router = Router(tags=["waste-banks"])


class ClockIn(Input):
    """The phone's clock when it sent; half of `round_trip_ms` is added. `package_offset_ms`: how
    far it was ahead when it fetched the package."""

    sent_at: AwareDatetime
    round_trip_ms: Annotated[int, Field(ge=0, le=60_000)]
    package_offset_ms: Annotated[int, Field(ge=-_MOST_MS, le=_MOST_MS)]


class RecordIn(Input):
    """A record as the phone wrote it. `hash`: SHA-256 of `prev` (32 bytes) and canonical `body`."""

    seq: Annotated[int, Field(ge=1, le=10**6)]
    prev: Hex32
    hash: Hex32
    body: Json


class RecordsIn(Input):
    """Records of one phone in one session."""

    records: Annotated[list[RecordIn], Field(min_length=1, max_length=MOST_RECORDS)]
    clock: ClockIn


class AnswerOut(Schema):
    """What became of a record: ACCEPTED, REVIEW, REPLAYED or CONFLICT.

    `state`: of its deposit now; `claimed_idr` as the phone said, `value_idr` as the city counts.
    """

    seq: int
    id: str
    outcome: str
    state: str
    claimed_idr: int
    value_idr: int
    difference_idr: int
    reasons: list[str]


class ReceivedOut(Schema):
    """Where the chain stands: the number that comes next, and the last hash in hex."""

    records: list[AnswerOut]
    expected_seq: int
    head: str


class ManifestIn(Input):
    """The whole chain in numbers, by the phone; see `rules.weighing.manifest`."""

    v: Annotated[int, Field(ge=1, le=1)]
    session_id: UUID
    device_id: UUID
    count: Annotated[int, Field(ge=0, le=10**6)]
    first_seq: Annotated[int, Field(ge=0, le=10**6)]
    last_seq: Annotated[int, Field(ge=0, le=10**6)]
    grams: Annotated[int, Field(ge=0, le=MOST_RUPIAH)]
    rupiah: Annotated[int, Field(ge=0, le=MOST_RUPIAH)]
    voids: Annotated[int, Field(ge=0, le=10**6)]
    head: Hex32
    cash_open_idr: Annotated[int, Field(ge=0, le=MOST_RUPIAH)] | None = None
    cash_close_idr: Annotated[int, Field(ge=0, le=MOST_RUPIAH)] | None = None


class CloseIn(Input):
    """The end of a session on one phone."""

    manifest: ManifestIn
    clock: ClockIn


class DifferenceOut(Schema):
    """An item on which phone and city do not agree."""

    item: str
    phone: int | str
    city: int | str


class PhotoOut(Schema):
    """How many lines have the photo now; 0 where their deposit was taken back meanwhile."""

    lines: int


class LackingIn(Input):
    """Which session is asked about; the same as in the address, so that the signature names it."""

    v: Annotated[int, Field(ge=1, le=1)]
    session_id: UUID


class LackingOut(Schema):
    """What the city does not have of this phone: records from `expected_seq` on, and photos by the
    SHA-256 that records name. `is_over`: the phone need not keep its photos any longer."""

    expected_seq: int
    photos: list[str]
    is_over: bool


class ClosedOut(Schema):
    """Empty when both counted the same."""

    differences: list[DifferenceOut]


@router.get(
    "/{session_id}/package",
    auth=SessionActor(),
    response={200: Json, **PROBLEMS},
    operation_id="waste_banks_package",
)
def get_package(
    request: HttpRequest, response: HttpResponse, session_id: UUID, device: UUID | None = None
) -> Json:
    """Prices, customers and the session, for a phone of the bank and an officer who weighs."""
    found = package(
        session_id=session_id, device_id=device, actor=actor_of(request), now=clock.now()
    )
    content = {name: value for name, value in found.items() if name != "server_time"}
    response["ETag"] = f'"{sha256(orjson.dumps(content)).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, no-store"
    return found


@router.post(
    "/{session_id}/records",
    auth=PhoneSignature(_last_hash),
    response={200: ReceivedOut, **PROBLEMS},
    operation_id="waste_banks_records",
)
def post_records(request: HttpRequest, session_id: UUID, body: RecordsIn) -> Json:
    """Records of a phone, at most 200; the same again does no harm.

    409 `weighing.gap` tells `expected_seq`; 422 `weighing.chain_broken` and `.bad_record` the
    place; after 409 `weighing.fork` and `.id_conflict` both contents are kept as evidence.
    """
    sent = [
        Sent(one.seq, bytes.fromhex(one.prev), bytes.fromhex(one.hash), one.body)
        for one in body.records
    ]
    upload = Upload(
        session_id=session_id, device=_device(request), sent=sent, clock=_clock(body.clock)
    )
    found = receive_records(upload=upload, actor=SYSTEM, now=clock.now())
    if found.refusal:
        raise DomainError(found.refusal, expected_seq=found.expected_seq)
    return {
        "records": [AnswerOut.from_orm(one) for one in found.answers],
        "expected_seq": found.expected_seq,
        "head": found.head.hex(),
    }


@router.post(
    "/{session_id}/close",
    auth=PhoneSignature(_manifest),
    response={200: ClosedOut, **PROBLEMS},
    operation_id="waste_banks_close",
)
def post_close(request: HttpRequest, session_id: UUID, body: CloseIn) -> Json:
    """The phone's own count of everything; where the city counts otherwise is told item by item."""
    said = PhoneManifest(**body.manifest.dict())
    found = close_on_phone(
        session_id=session_id, device=_device(request), said=said, actor=SYSTEM, now=clock.now()
    )
    return {"differences": found}


@router.post(
    "/{session_id}/photos",
    auth=PhoneSignature(_digest),
    response={200: PhotoOut, **PROBLEMS},
    operation_id="waste_banks_photo",
)
def post_photo(request: HttpRequest, session_id: UUID) -> Json:
    """A photo of what was weighed: the body is the picture, at most 1 MB; records go before it.

    It is bound to the lines that name its SHA-256; the same again does no harm.
    """
    lines = keep_photo(
        session_id=session_id,
        device=_device(request),
        raw=request.body,
        actor=SYSTEM,
        now=clock.now(),
    )
    return {"lines": lines}


@router.post(
    "/{session_id}/lacking",
    auth=PhoneSignature(_whole),
    response={200: LackingOut, **PROBLEMS},
    operation_id="waste_banks_lacking",
)
def post_lacking(request: HttpRequest, session_id: UUID, body: LackingIn) -> Any:
    """What the phone has to send (again): after a backup was put back, more than it thinks.

    Changes nothing. A phone asks at each sync until `is_over`, and keeps its photos until then.
    """
    if body.session_id != session_id:
        raise NotFound("waste_banks.bank.not_found")
    device, actor = _device(request), SYSTEM
    return lacking(session_id=session_id, device=device, actor=actor, now=clock.now())


def _device(request: HttpRequest) -> WeighingDevice:
    device: WeighingDevice = getattr(request, "auth")  # noqa: B009 - ninja sets it
    return device


def _clock(given: ClockIn) -> PhoneClock:
    return PhoneClock(**given.dict())
