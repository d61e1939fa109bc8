"""A hall on a weighing day, and phones in it: for tests of what comes back from there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils.timezone import localdate

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks import access, reference
from sewaka.modules.waste_banks.actions.banks import BankDraft, appoint, open_bank
from sewaka.modules.waste_banks.actions.customers import CustomerDraft, register_customer
from sewaka.modules.waste_banks.actions.pricing import draft_prices, publish_prices
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, move_session, plan_session
from sewaka.modules.waste_banks.models import Customer, WasteBank, WeighingDevice, WeighingSession
from sewaka.modules.waste_banks.rules.kinds import BankKind, Duty
from sewaka.modules.waste_banks.rules.money import value
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.rules.weighing.canonical import canonical
from sewaka.modules.waste_banks.rules.weighing.chain import Sent, genesis, link
from sewaka.platform.people import api as people
from tests.cast import SESETAN, SINCE

FEE_BP = 500


@dataclass
class Hall:
    """An open session of a bank with customers and prices."""

    bank: WasteBank
    session: WeighingSession
    customers: list[Customer]
    prices: dict[str, int]
    cards: list[str]


def open_hall(*, weigher_id: UUID, count: int, now: datetime, name: str = "Bank uji") -> Hall:
    """Everything through the actions of a bank, on the day of `now`, from 00.00 to 23.59."""
    reference.load()
    draft = BankDraft(name=name, kind=BankKind.UNIT, village_code=SESETAN, fee_bp=FEE_BP)
    bank = open_bank(draft=draft, actor=SYSTEM, now=now)
    with suppress(DomainError):  # held from an earlier hall
        people.grant(
            person_id=weigher_id, role=access.WEIGHER, area_code=SESETAN, actor=SYSTEM, now=SINCE
        )
    appoint(bank_id=bank.pk, person_id=weigher_id, duty=Duty.WEIGHER, actor=SYSTEM, now=now)
    day, prices = localdate(now), dict(reference.demo_prices())
    listed = draft_prices(
        bank_id=bank.pk, prices=prices, valid_from=day - timedelta(days=30), actor=SYSTEM, now=now
    )
    publish_prices(price_list_id=listed.pk, actor=SYSTEM, now=now)
    joined = [_join(bank, n, now=now) for n in range(1, count + 1)]
    hours = SessionDraft(on=day, begins=time(0), ends=time(23, 59), place="Balai banjar")
    session = plan_session(bank_id=bank.pk, draft=hours, actor=SYSTEM, now=now)
    move_session(session_id=session.pk, after=SessionState.OPEN, actor=SYSTEM, now=now)
    session.refresh_from_db()
    return Hall(bank, session, [one for one, _ in joined], prices, [card for _, card in joined])


def _join(bank: WasteBank, n: int, *, now: datetime) -> tuple[Customer, str]:
    draft = CustomerDraft(name=f"Nasabah {n:03d}", village_code=SESETAN)
    done = register_customer(bank_id=bank.pk, draft=draft, actor=SYSTEM, now=now)
    return done.customer, done.card_token


def wire(sent: Sequence[Sent]) -> tuple[dict[str, Any], bytes]:
    """The body of an upload, and what it is signed over."""
    records = [
        {"seq": one.seq, "prev": one.prev.hex(), "hash": one.hash.hex(), "body": one.body}
        for one in sent
    ]
    return {"records": records}, max(sent, key=lambda one: one.seq).hash


@dataclass(frozen=True, slots=True)
class Request:
    """A POST of JSON."""

    path: str
    content: str
    headers: Mapping[str, str]


@dataclass
class Phone:
    """A phone as `frontend/src/weighing` is one: a key, a chain, and what it sends."""

    hall: Hall
    weigher_id: UUID
    now: datetime
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    rows: list[Sent] = field(default_factory=list)
    offset: timedelta = timedelta()  # how far its clock is ahead
    later: timedelta = timedelta()  # how long after the session it sends
    device: WeighingDevice = field(init=False)

    def __post_init__(self) -> None:
        self.device = WeighingDevice.objects.create(
            bank=self.hall.bank, label="Ponsel uji", public_key=self.public_key,
            enrolled_by=self.weigher_id, enrolled_at=self.now,
        )  # fmt: skip

    @property
    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo."""
        public = self.key.public_key()
        return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def head(self) -> bytes:
        """The last hash."""
        start = genesis(session_id=self.hall.session.pk, device_id=self.device.pk)
        return self.rows[-1].hash if self.rows else start

    def write(self, kind: str, **own: Any) -> Sent:
        """Add a record."""
        seq = len(self.rows) + 1
        body = {
            "v": 1, "id": str(new_id()), "seq": seq, "kind": kind,
            "at": (self.now + self.offset + timedelta(seconds=30 * seq)).isoformat(),
            "mono_ms": 30_000 * seq, "session_id": str(self.hall.session.pk),
            "device_id": str(self.device.pk), "weigher_id": str(self.weigher_id), **own,
        }  # fmt: skip
        one = Sent(seq, self.head, link(prev=self.head, body=body), body)
        self.rows.append(one)
        return one

    def deposit(self, customer: Customer | None, grams: int = 1500, **own: Any) -> Sent:
        """Weigh clean bottles; without a customer, for a card that it does not know."""
        price = own.pop("price_idr", self.hall.prices["PET_CLEAR"])
        worth = value(net_g=grams, price_idr=price)
        line = {
            "n": 1, "category": "PET_CLEAR", "gross_g": grams + 100, "tare_g": 100,
            "net_g": grams, "price_idr": price, "value_idr": worth, "grade": "A",
            "source": "MANUAL",
        }  # fmt: skip
        whose = {"customer_id": str(customer.pk)} if customer else {"card": "ab" * 16}
        given = {
            "purpose": "SAVINGS", "price_version": 1, "total_idr": worth,
            "lines": [line | own.pop("line", {})], **whose, **own,
        }  # fmt: skip
        return self.write("DEPOSIT", **given)

    def void(self, one: Sent) -> Sent:
        """Take a deposit back."""
        return self.write("VOID", voids_id=one.body["id"], reason="salah nasabah")

    def sign(self, message: bytes) -> str:
        """As WebCrypto does: r, then s."""
        r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(SHA256())))
        return (r.to_bytes(32, "big") + s.to_bytes(32, "big")).hex()

    def send(
        self, rows: Sequence[Sent] | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Upload records; all of them when not said."""
        sent = list(self.rows if rows is None else rows)
        return self._post("records", *wire(sent), headers or {})

    def close(self, **changes: Any) -> Any:
        """Close the session on this phone."""
        void_ids = {one.body["voids_id"] for one in self.rows if one.body["kind"] == "VOID"}
        held = [
            one.body for one in self.rows
            if one.body["kind"] == "DEPOSIT" and one.body["id"] not in void_ids
        ]  # fmt: skip
        manifest = {
            "v": 1, "session_id": str(self.hall.session.pk), "device_id": str(self.device.pk),
            "count": len(self.rows), "first_seq": min(1, len(self.rows)),
            "last_seq": len(self.rows), "voids": len(void_ids), "head": self.head.hex(),
            "grams": sum(line["net_g"] for body in held for line in body["lines"]),
            "rupiah": sum(body["total_idr"] for body in held), **changes,
        }  # fmt: skip
        return self._post("close", {"manifest": manifest}, canonical(manifest), {})

    def request(self, what: str, body: dict[str, Any], message: bytes) -> Request:
        """What it would send, signed."""
        clock = {
            "sent_at": (self.now + self.later + self.offset).isoformat(), "round_trip_ms": 0,
            "package_offset_ms": round(self.offset.total_seconds() * 1000),
        }  # fmt: skip
        signed = {"X-Device": str(self.device.pk), "X-Signature": self.sign(message)}
        path = f"/api/v1/waste-banks/sessions/{self.hall.session.pk}/{what}"
        return Request(path, json.dumps(body | {"clock": clock}), signed)

    def _post(
        self, what: str, body: dict[str, Any], message: bytes, headers: Mapping[str, str]
    ) -> Any:
        asked = self.request(what, body, message)
        return Client().post(
            asked.path,
            asked.content,
            content_type="application/json",
            headers={**asked.headers, **headers},
        )
