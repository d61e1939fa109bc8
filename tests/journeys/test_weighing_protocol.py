"""The phone's half of the weighing protocol in a real browser: it writes what the city reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.rules.weighing import signatures
from sewaka.modules.waste_banks.rules.weighing.canonical import NotCanonical, canonical
from sewaka.modules.waste_banks.rules.weighing.chain import (
    Sent,
    first_broken,
    genesis,
    written,
)
from sewaka.modules.waste_banks.rules.weighing.manifest import ITEMS, recount
from sewaka.modules.waste_banks.rules.weighing.records import read
from sewaka.modules.waste_banks.tests import weighing_vectors as vectors
from tests.journeys.conftest import PHONE

SOURCE = Path(__file__).parents[2] / "frontend" / "src"
ADDRESS = "https://sewaka.test"  # never asked: every answer comes from the folder above
EXAMPLES = 40  # each with some dozens of records, in one call of the browser
slow = settings(max_examples=EXAMPLES, deadline=None)

WRITE = """async ([session, device, bodies]) => {
  const { genesis, hex, link } = await import("/weighing/chain.js");
  const { canonical } = await import("/weighing/canonical.js");
  let prev = await genesis(session, device);
  const rows = [];
  for (const body of bodies) {
    const hash = await link(prev, body);
    rows.push({ text: canonical(body), prev: hex(prev), hash: hex(hash) });
    prev = hash;
  }
  return rows;
}"""
HAS_FORM = """async (values) => {
  const { canonical } = await import("/weighing/canonical.js");
  return values.map((value) => {
    try { canonical(value); return ""; } catch (error) { return error.message; }
  });
}"""
KEY = """async (message) => {
  const keys = await import("/weighing/keys.js");
  const store = await import("/weighing/store.js");
  const { pair } = await keys.deviceKey();
  const bytes = new TextEncoder().encode(message);
  const sealed = await keys.seal("rahasia", "sesi");
  const outcome = async (promise) => promise.then(() => "given", (error) => error.name);
  return {
    point: await keys.publicKey(),
    signature: await keys.sign(bytes),
    again: await keys.publicKey(),
    key: await outcome(crypto.subtle.exportKey("pkcs8", pair.privateKey)),
    secret: await outcome(crypto.subtle.exportKey("raw", (await store.key("package")).secret)),
    opened: await keys.unseal(sealed, "sesi"),
    elsewhere: await outcome(keys.unseal(sealed, "sesi lain")),
  };
}"""


def serve(route: Route) -> None:
    """A file of the sources, or an empty page."""
    path = route.request.url.removeprefix(ADDRESS).lstrip("/")
    if path:
        route.fulfill(path=SOURCE / path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>.</title>", content_type="text/html")


def opened(browser: Browser) -> Iterator[Page]:
    """An empty page in a secure context that can import our sources as they are."""
    context = browser.new_context(**PHONE)
    context.route(f"{ADDRESS}/**", serve)
    page = context.new_page()
    page.goto(f"{ADDRESS}/")
    yield page
    context.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One phone."""
    yield from opened(browser)


@pytest.fixture
def other_phone(browser: Browser) -> Iterator[Page]:
    """A phone on which nothing is kept yet."""
    yield from opened(browser)


def written_there(page: Page, bodies: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The chain as the browser writes it."""
    return list(page.evaluate(WRITE, [str(vectors.SESSION), str(vectors.DEVICE), bodies]))


def test_the_vectors_of_the_protocol(page: Page) -> None:
    rows = written_there(page, [json.loads(vectors.DEPOSIT), json.loads(vectors.VOID)])
    assert [row["text"] for row in rows] == [vectors.DEPOSIT, vectors.VOID]
    assert rows[0]["prev"] == vectors.GENESIS
    assert [row["hash"] for row in rows] == [vectors.DEPOSIT_HASH, vectors.VOID_HASH]


@slow
@given(st.lists(vectors.objects, max_size=30))
def test_both_write_the_same_text_and_the_same_chain(
    page: Page, drawn: list[dict[str, Any]]
) -> None:
    bodies = [one | {"seq": n} for n, one in enumerate(drawn, start=1)]
    rows = written_there(page, bodies)
    assert [row["text"].encode() for row in rows] == [canonical(body) for body in bodies]
    start = genesis(session_id=vectors.SESSION, device_id=vectors.DEVICE)
    chain = written(bodies, start=start)
    assert [row["hash"] for row in rows] == [one.hash.hex() for one in chain]
    assert first_broken(chain, seq=1, prev=start) is None


@pytest.mark.parametrize(
    "value",
    [1.5, True, None, 2**53, -(2**53), "e\u0301", {"e\u0301": 1}, [[[[[[[[["deep"]]]]]]]]]],
    ids=repr,
)
def test_both_refuse_the_same(page: Page, value: Any) -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical(value)
    [why] = page.evaluate(HAS_FORM, [value])
    expected = {"type", "integer"} if isinstance(value, float) else {str(caught.value)}
    assert why in expected


def test_half_a_pair_is_no_text(page: Page) -> None:
    halves = '["\\ud800", "a\\udc00", "\\udc00\\ud800", "\\ud83d\\ude00"]'
    found = page.evaluate(f"async () => ({HAS_FORM})(JSON.parse({json.dumps(halves)}))")
    assert found == ["surrogate", "surrogate", "surrogate", ""]


@slow
@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**6)), min_size=1))
def test_both_give_the_same_rupiah_for_grams(page: Page, pairs: list[tuple[int, int]]) -> None:
    code = 'async (pairs) => { const { valueOf } = await import("/weighing/money.js");'
    found = page.evaluate(f"{code} return pairs.map(([g, p]) => valueOf(g, p)); }}", pairs)
    assert found == [half_even(grams, price) for grams, price in pairs]


def half_even(grams: int, price_idr: int) -> int:
    """The brief's rule (4.2), once more by itself."""
    whole, rest = divmod(grams * price_idr, 1000)
    return whole + (rest > 500 or (rest == 500 and whole % 2 == 1))


@pytest.mark.parametrize(
    ("given_bytes", "expected"),
    [
        ([0x00, 0xC8, 0x00], {"gram": 1000, "stable": True}),
        ([0x01, 0x64, 0x00], {"gram": 454, "stable": True}),
        ([0x00, 0xFF, 0xFF], {"gram": 327_675, "stable": True}),
        ([0x00, 0xC8], None),
    ],
)
def test_a_scale_is_read_byte_for_byte(page: Page, given_bytes: list[int], expected: Any) -> None:
    code = 'async (bytes) => { const { parse } = await import("/weighing/scale.js");'
    assert (
        page.evaluate(f"{code} return parse(Uint8Array.from(bytes)); }}", given_bytes) == expected
    )


def test_the_phones_keys_sign_and_seal_and_never_leave_it(page: Page) -> None:
    told = page.evaluate(KEY, "kepala")
    key, signature = bytes.fromhex(told["point"]), bytes.fromhex(told["signature"])
    assert signatures.is_signed(key=key, message=b"kepala", signature=signature)
    assert not signatures.is_signed(key=key, message=b"ekor", signature=signature)
    assert told["again"] == told["point"]
    assert (told["key"], told["secret"]) == ("InvalidAccessError", "InvalidAccessError")
    assert (told["opened"], told["elsewhere"]) == ("rahasia", "OperationError")


WEIGH = """async ([parcel, count]) => {
  const { Book } = await import("/weighing/book.js");
  const { genesis, hex } = await import("/weighing/chain.js");
  const store = await import("/weighing/store.js");
  const { seal } = await import("/weighing/keys.js");
  const id = parcel.session.id;
  const head = hex(await genesis(id, parcel.device.id));
  await store.keepPackage({ session_id: id, kept_at: Date.now(), ...(await seal(JSON.stringify(parcel), id)) });
  const fresh = { device_id: parcel.device.id, seq: 1, head, mono_ms: 0, at_ms: 0, state: "open" };
  await store.changeSession(id, () => fresh);
  const [book, other] = [await Book.open(id), await Book.open(id)];
  const lines = [book.line({ category: "PET_CLEAR", gross: 1600, tare: 100 })];
  const [customer] = book.find("made");
  const writing = Array.from({ length: count }, (_, n) => [book, other][n % 2].deposit({ customer, lines }));
  const [first] = await Promise.all(writing);
  await book.void(first.id, "salah nasabah");
  await book.note("SCALE_ZERO", "nol");
  const wrong = (given) => { try { book.line({ category: "PET_CLEAR", ...given }); return ""; } catch (error) { return error.message; } };
  return {
    rows: (await store.records(id)).map(({ seq, prev, hash, body }) => ({ seq, prev, hash, body })),
    manifest: await book.manifest(),
    unsent: await store.countUnsent(id),
    wrong: [{ gross: 0 }, { gross: 100, tare: 100 }, { gross: 75_001 }, { gross: 75_000 }].map(wrong),
  };
}"""  # noqa: E501 - JavaScript


def test_two_tabs_of_one_phone_write_one_chain_that_the_city_can_read(page: Page) -> None:
    customer = "018f9c10-0000-7000-8000-0000000000c1"
    made = {"id": customer, "number": "0012003455", "name": "I Made", "card": "00" * 16}
    sort = {"code": "PET_CLEAR", "price_idr": 4001, "max_line_g": 25_000}
    parcel = {
        "session": {"id": str(vectors.SESSION)}, "device": {"id": str(vectors.DEVICE)},
        "weigher_id": "018f9c10-0000-7000-8000-0000000000f1", "bank": {"code": "BSU-1"},
        "prices": {"version": 7, "items": [sort]},
        "customers": [made],
    }  # fmt: skip
    told = page.evaluate(WEIGH, [parcel, 20])
    sent = [
        Sent(row["seq"], bytes.fromhex(row["prev"]), bytes.fromhex(row["hash"]), row["body"])
        for row in told["rows"]
    ]
    start = genesis(session_id=vectors.SESSION, device_id=vectors.DEVICE)
    assert (len(sent), told["unsent"]) == (22, 22)
    assert first_broken(sent, seq=1, prev=start) is None
    city = recount([read(one.body, seq=one.seq) for one in sent], head=sent[-1].hash)
    assert told["manifest"] == {item: getattr(city, item) for item in ITEMS}
    assert (city.grams, city.rupiah, city.voids) == (19 * 1500, 19 * 6002, 1)
    assert told["wrong"] == ["weight", "tare", "much", ""]


RESTORED = """async ([parcel, count, kept]) => {
  const { Book } = await import("/weighing/book.js");
  const { genesis, hex } = await import("/weighing/chain.js");
  const { download } = await import("/weighing/package.js");
  const sending = await import("/weighing/sending.js");
  const store = await import("/weighing/store.js");
  const id = parcel.session.id;
  let had = [];  // what the city has
  const told = (body) => new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
  window.fetch = async (url, { body } = {}) => {
    const expected_seq = had.length + 1;
    if (String(url).includes("/package")) return told({ ...parcel, device: { ...parcel.device, expected_seq, head: "" } });
    const { records, manifest } = JSON.parse(body);
    if (manifest) {
      const differs = manifest.last_seq !== had.length;
      return told({ differences: differs ? [{ item: "last_seq", phone: manifest.last_seq, city: had.length }] : [] });
    }
    had = [...had, ...records.filter(({ seq }) => seq > had.length).map(({ seq, hash }) => ({ seq, hash }))];
    return told({ records: [], expected_seq: had.length + 1, head: had.at(-1).hash });
  };
  const begun = { device_id: parcel.device.id, seq: 1, head: hex(await genesis(id, parcel.device.id)), mono_ms: 0, at_ms: 0, state: "open" };
  await store.changeSession(id, () => begun);
  await download(id, parcel.device.id);
  const book = await Book.open(id);
  const lines = [book.line({ category: "PET_CLEAR", gross: 1600, tare: 100 })];
  const [customer] = book.find("made");
  for (let n = 0; n < count; n += 1) await book.deposit({ customer, lines });
  const unsent = [];
  const look = async () => { unsent.push(await store.countUnsent(id)); };
  await sending.flush(id);
  await look();
  had = had.slice(0, kept);  // put back from a backup
  await download(id, parcel.device.id);
  await look();
  await sending.flush(id);
  await look();
  had = had.slice(0, kept);
  const differences = await sending.close(book, {});
  await look();
  await sending.flush(id);
  await look();
  return { unsent, differences, closed: await sending.close(book, {}), had };
}"""  # noqa: E501 - JavaScript


def test_a_city_put_back_from_a_backup_gets_again_what_it_forgot(page: Page) -> None:
    session = "018f9c10-0000-7000-8000-0000000000b1"
    made = {"id": str(new_id()), "number": "0012003455", "name": "I Made", "card": "00" * 16}
    parcel = {
        "session": {"id": session}, "device": {"id": str(vectors.DEVICE)},
        "server_time": "2026-11-08T00:00:00+00:00", "weigher_id": str(new_id()),
        "bank": {"code": "BSU-1"}, "customers": [made],
        "prices": {"version": 7,
                   "items": [{"code": "PET_CLEAR", "price_idr": 4001, "max_line_g": 25_000}]},
    }  # fmt: skip
    told = page.evaluate(RESTORED, [parcel, 6, 2])
    assert told["unsent"] == [0, 4, 0, 4, 0]
    assert told["differences"] == [{"item": "last_seq", "phone": 6, "city": 2}]
    assert told["closed"] == []
    assert [one["seq"] for one in told["had"]] == [1, 2, 3, 4, 5, 6]


FULL = """async () => {
  const store = await import("/weighing/store.js");
  const id = "sesi";
  const hashOf = (n) => n.toString(16).padStart(64, "0");
  const picture = () => {
    const bytes = new Uint8Array(300_000);
    for (let at = 0; at < bytes.length; at += 60_000) crypto.getRandomValues(bytes.subarray(at, at + 60_000));
    return bytes.buffer;
  };
  const outcome = async (promise) => promise.then(() => "kept", (error) => (store.isFull(error) ? "full" : error.name));
  const keep = (n) => outcome(store.keepPhoto({ session_id: id, hash: hashOf(n), kept_at: 0, sealed: picture() }));
  const weigh = async () => {
    const { seq, head } = await store.session(id);
    return outcome(store.append({ session_id: id, seq, id: `r${seq}`, prev: head, hash: `${seq}`, body: { kept: picture() } }, { mono_ms: 1, at_ms: 1 }));
  };
  await store.changeSession(id, () => ({ device_id: "d", seq: 1, head: "0", mono_ms: 0, at_ms: 0 }));
  await store.noteArrived(id, hashOf(2)); // as soon as it is there
  const first = [];
  while (await store.photo(id, hashOf(2)) || first.length < 2) first.push(await keep(first.length + 1));
  const most = first.filter((one) => one === "kept").length - 1;
  await keep(99);
  const unsent = await store.unsentPhotos(id);
  const records = [];
  const gone = async () => (await store.unsentPhotos(id)).length < unsent.length;
  while (!await gone() && records.length < 20) records.push(await weigh());
  return {
    first, unsent: unsent.length >= most,
    records: [...new Set(records)], lost: records.length - await store.countUnsent(id), gone: await gone(),
  };
}"""  # noqa: E501 - JavaScript
QUOTA = 2_000_000  # bytes: of six pictures


def test_of_a_full_phone_records_get_their_place_before_photos(other_phone: Page) -> None:
    """A photo that the city has goes first, then any other; none is put in a record's place.

    What was deleted counts for a moment as if it were there still: the photo that made the second
    one go may find no place yet.
    """
    browser = other_phone.context.new_cdp_session(other_phone)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": ADDRESS, "quotaSize": QUOTA})
    told = other_phone.evaluate(FULL)
    assert len(told["first"]) > 3
    assert set(told["first"][:-1]) == {"kept"}  # until the second one had to go
    assert told["unsent"]
    assert (told["records"], told["lost"], told["gone"]) == (["kept"], 0, True)


FROM_BEFORE = """async () => {
  await new Promise((resolve, reject) => {
    const asked = indexedDB.open("sewaka-weighing", 2);
    asked.onupgradeneeded = () => {
      const kept = asked.result.createObjectStore("photos", { keyPath: ["session_id", "hash"] });
      kept.put({ session_id: "sesi", hash: "ab", kept_at: 0 });
    };
    asked.onsuccess = () => { asked.result.close(); resolve(); };
    asked.onerror = () => reject(asked.error);
  });
  const store = await import("/weighing/store.js");
  const before = await store.unsentPhotos("sesi");
  await store.noteArrived("sesi", "ab");
  const arrived = await store.unsentPhotos("sesi");
  await store.noteLacking("sesi", "ab");
  const lacking = await store.unsentPhotos("sesi");
  await store.dropPhotos("sesi");
  return [before, arrived, lacking, await store.unsentPhotos("sesi")];
}"""


def test_a_phone_from_before_has_its_photos_still(other_phone: Page) -> None:
    assert other_phone.evaluate(FROM_BEFORE) == [["ab"], [], ["ab"], []]
