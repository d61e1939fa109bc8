"""Records, clocks, repricing, manifest, receipt and signatures of the weighing protocol."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sewaka.modules.waste_banks.rules.kinds import WeightSource
from sewaka.modules.waste_banks.rules.weighing import clocks, receipts, signatures
from sewaka.modules.waste_banks.rules.weighing.clocks import Tick, Window
from sewaka.modules.waste_banks.rules.weighing.manifest import Difference, differences, recount
from sewaka.modules.waste_banks.rules.weighing.receipts import Receipt, Standing
from sewaka.modules.waste_banks.rules.weighing.records import BadRecord, Kind, Record, read
from sewaka.modules.waste_banks.rules.weighing.repricing import Verdict
from sewaka.modules.waste_banks.tests import weighing_vectors as vectors

EIGHT = datetime(2026, 11, 8, 0, 0, tzinfo=UTC)  # 08.00 in Denpasar
WINDOW = Window(EIGHT, EIGHT + timedelta(hours=4))
MINUTE = 60_000


def deposit(**changes: Any) -> dict[str, Any]:
    """The protocol's deposit, changed."""
    return vectors.body(vectors.DEPOSIT) | changes


def line(**changes: Any) -> dict[str, Any]:
    """The deposit with its one line changed."""
    given = deposit()
    return given | {"lines": [given["lines"][0] | changes]}


def test_records_are_read() -> None:
    found = read(deposit(), seq=1)
    assert (found.kind, found.customer_id) == (Kind.DEPOSIT, UUID(deposit()["customer_id"]))
    assert found.tick == Tick(EIGHT + timedelta(minutes=5), 5 * MINUTE)
    assert (found.lines[0].net_g, found.lines[0].source) == (1500, WeightSource.MANUAL)
    void = read(vectors.body(vectors.VOID), seq=2)
    assert (void.voids_id, void.words) == (found.id, "salah nasabah")
    note = vectors.body(vectors.VOID)
    del note["voids_id"], note["reason"]
    note |= {"kind": "NOTE", "about": "SCALE_ZERO", "text": "nol"}
    assert read(note, seq=2).words == "SCALE_ZERO: nol"


def test_a_card_that_the_phone_does_not_know_stands_for_the_customer() -> None:
    given = deposit(card="0123456789abcdef" * 2)
    del given["customer_id"]
    assert read(given, seq=1).card == "0123456789abcdef" * 2
    with pytest.raises(BadRecord):
        read(deposit(card="0123456789abcdef" * 2), seq=1)  # both


@pytest.mark.parametrize(
    ("given", "line_n", "field"),
    [
        (line(gross_g=0, net_g=-100), 1, "gross_g"), (line(gross_g=100, net_g=0), 1, "net_g"),
        (line(tare_g=1600), 1, "net_g"), (line(net_g=1501), 1, "net_g"),
        (line(gross_g=1600.0), 1, "gross_g"), (line(gross_g=True), 1, "gross_g"),
        (line(gross_g=10**9 + 1), 1, "gross_g"), (line(price_idr=10**15 + 1), 1, "price_idr"),
        (line(n=2), 1, "n"), (line(grade="D"), 1, "grade"), (line(extra=1), 1, "extra"),
        (line(grade=["A"]), 1, "grade"),
        (deposit(lines=[]), 0, "lines"), (deposit(lines=["x"]), 1, ""), (deposit(v=2), 0, "v"),
        (deposit(seq=2), 0, "seq"), (deposit(at="2026-11-08T08:05:00"), 0, "at"),
        (deposit(at="soon"), 0, "at"), (deposit(mono_ms=-1), 0, "mono_ms"),
        (deposit(id="018F9C10-0000-7000-8000-000000000101"), 0, "id"), (deposit(x=1), 0, "x"),
        (deposit(kind="BURN"), 0, "kind"), (deposit(total_idr=10**15 + 1), 0, "total_idr"),
    ],
)  # fmt: skip
def test_what_no_phone_writes_is_refused_with_its_place(
    given: dict[str, Any], line_n: int, field: str
) -> None:
    with pytest.raises(BadRecord) as caught:
        read(given, seq=1)
    assert caught.value.facts == {"seq": 1, "line": line_n, "field": field}


def test_the_offset_of_a_phone_allows_for_half_the_way() -> None:
    phone = EIGHT + timedelta(minutes=20)
    found = clocks.offset(
        phone_at=phone, round_trip_ms=2000, server_at=EIGHT + timedelta(seconds=1)
    )
    assert found == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(10, []), (11, ["clock_drift"]), (-11, ["clock_drift"])]
)
def test_a_clock_that_is_wrong_is_looked_at(minutes: int, expected: list[str]) -> None:
    tick = Tick(EIGHT, 0)
    away = timedelta(minutes=minutes)
    for offsets in ((away, timedelta()), (timedelta(), away)):
        assert clocks.reasons(tick, before=None, window=WINDOW, offsets=offsets) == expected


def test_outside_the_window_and_steps_of_the_clock() -> None:
    def judged(minutes: int, mono_ms: int, before: Tick | None = None) -> list[str]:
        tick = Tick(EIGHT + timedelta(minutes=minutes), mono_ms)
        return clocks.reasons(tick, before=before, window=WINDOW, offsets=())

    assert judged(-15, 0) == judged(4 * 60 + 15, 0) == []
    assert judged(-16, 0) == judged(4 * 60 + 16, 0) == ["outside_window"]
    before = Tick(EIGHT, 10 * MINUTE)
    assert judged(7, 15 * MINUTE, before) == judged(3, 15 * MINUTE, before) == []
    assert judged(8, 15 * MINUTE, before) == ["clock_stepped"]
    assert judged(2, 15 * MINUTE, before) == ["clock_stepped"]


@pytest.mark.parametrize(
    ("claimed", "posted", "repriced", "needs"),
    [
        (6002, 6002, False, False), (100_000, 101_000, True, False), (100_000, 101_001, True, True),
        (50_000, 49_000, True, False), (49_999, 48_999, True, True), (0, 1, True, True),
    ],
)  # fmt: skip
def test_a_difference_is_never_silent(
    claimed: int, posted: int, *, repriced: bool, needs: bool
) -> None:
    verdict = Verdict(claimed, posted)
    assert (verdict.is_repriced, verdict.needs_acknowledgement) == (repriced, needs)


def records() -> list[Record]:
    """Two deposits, of which one is made void."""
    first = read(deposit(), seq=1)
    void = read(vectors.body(vectors.VOID), seq=2)
    again = replace(first, id=UUID(int=7), seq=3)
    return [first, void, again]


def test_the_manifest_is_counted_anew_item_by_item() -> None:
    city = recount(records(), head=bytes(32))
    assert (city.count, city.first_seq, city.last_seq, city.voids) == (3, 1, 3, 1)
    assert (city.grams, city.rupiah) == (1500, 6002)
    assert differences(phone=city, city=city) == []
    phone = replace(city, grams=1501, head="00")
    assert differences(phone=phone, city=city) == [
        Difference("grams", 1501, 1500), Difference("head", "00", "00" * 32),
    ]  # fmt: skip
    assert recount([], head=bytes(32)).last_seq == 0


def test_a_receipt_is_known_or_not_yet_or_differs() -> None:
    mine = Receipt(UUID(deposit()["id"]), "1fc65e71", 6002, "BSU-5171011003-02")
    assert receipts.mark_of(bytes.fromhex(vectors.DEPOSIT_HASH)) == "1fc65e71"
    assert (
        receipts.read(str(mine)) == receipts.read(f"https://kota/bank-sampah/cek?k={mine}") == mine
    )
    assert receipts.standing(mine, known=mine) is Standing.KNOWN
    assert receipts.standing(mine, known=None) is Standing.NOT_YET
    assert receipts.standing(mine, known=replace(mine, total_idr=1)) is Standing.DIFFERS
    for text in ("", "x", f"{mine}x y", str(mine).replace("6002", "-1")):
        assert receipts.read(text) is None


def test_only_the_holder_of_the_key_has_signed() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    other_curve = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    r, s = decode_dss_signature(key.sign(b"head", ec.ECDSA(SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert signatures.is_key(public)
    assert signatures.is_signed(key=public, message=b"head", signature=signature)
    assert not signatures.is_signed(key=public, message=b"tail", signature=signature)
    assert not signatures.is_signed(key=public, message=b"head", signature=signature[:-1])
    assert not signatures.is_signed(key=public, message=b"head", signature=bytes(64))
    assert not signatures.is_key(public[:-1] + bytes([public[-1] ^ 1]))
    assert not signatures.is_key(other_curve)
    assert not signatures.is_key(b"")
