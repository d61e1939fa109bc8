"""A report survives a cheap phone with bad signal: kept, sent once, with all its photos."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from secrets import token_hex

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenContext, until, wait_for_worker
from tests.journeys.lines import cut
from tests.journeys.server import City
from tests.journeys.visitor import Visitor

WORDS = "Got mampet di depan warung, air masuk ke jalan."
CUTS = 5
MANY = 20
REPORTS = re.compile(r"/api/v1/reports($|/L)")
RECEIVED = re.compile(r"Terkirim, nomor L\d\d-[0-9A-Z]{7}-[0-9A-Z]")

# Writes finished reports into the phone's own database, as the four steps would.
FILL_THE_TRAY = """async ([count, colour]) => {
  const canvas = new OffscreenCanvas(64, 48);
  const context = canvas.getContext("2d");
  const photos = [];
  for (let n = 0; n < count * 2; n += 1) {
    context.fillStyle = `hsl(${n * 7} 60% 50%)`;
    context.fillRect(0, 0, 64, 48);
    const blob = await canvas.convertToBlob({ type: "image/jpeg" });
    const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
    const sha256 = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
    photos.push({ blob, sha256, sent: false });
  }
  const database = await new Promise((done) => {
    indexedDB.open("sewaka").onsuccess = (event) => done(event.target.result);
  });
  const deal = database.transaction(["drafts", "photos", "outbox"], "readwrite");
  for (let n = 0; n < count; n += 1) {
    const id = crypto.randomUUID();
    const fields = { category: "103", area_code: "51.71.01.1003", landmark: colour };
    const draft = { id, step: "check", fields, labels: {}, updated_at: Date.now() };
    deal.objectStore("drafts").put(draft);
    const body = { category: "103", village: "51.71.01.1003", landmark: `${colour} ${n}`,
      description: `Laporan antrean ${n}`, photos_expected: 2 };
    deal.objectStore("outbox").put({ id, state: "queued", attempts: 0, next_at: 0,
      body: JSON.stringify(body), problem: null, sent: null });
    for (const at of [0, 1]) {
      deal.objectStore("photos").put({ draft_id: id, n: at + 1, ...photos[n * 2 + at] });
    }
  }
  await new Promise((done) => { deal.oncomplete = done; });
  database.close();
}"""


@pytest.fixture(scope="module")
def two_photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two photos of twelve megapixels, one with its position inside."""
    folder = tmp_path_factory.mktemp("offline")
    paths = []
    for n, colour in enumerate(("#705848", "#404448")):
        image = Image.new("RGB", (4000, 3000), colour)
        exif = Image.Exif()
        exif[0x8825] = {1: "S", 2: (8.0, 42.0, 5.8), 3: "E", 4: (115.0, 13.0, 13.8)}
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=85, exif=exif)
        paths.append(folder / f"foto-{n}.jpg")
        paths[-1].write_bytes(buffer.getvalue())
    return paths


def ready_for_no_signal(made: Visitor) -> None:
    """Made has opened the site once before."""
    made.goto("/")
    wait_for_worker(made.page)
    made.watch.allow("net::ERR|Failed to fetch|fetch")
    until(made.page, "(async () => (await (await caches.open('pages-id')).keys()).length >= 8)()")


def walks_the_steps(
    made: Visitor, photos: list[Path], *, landmark: str = "depan warung contoh"
) -> None:
    """From the first step to the fourth, with whatever signal there is."""
    made.page.goto(f"{made.origin}/lapor")
    made.heading("Foto masalahnya")
    for n, photo in enumerate(photos, start=1):
        made.attach("input[type=file] >> nth=0", photo)
        expect(made.page.get_by_text("Tersimpan di ponsel").nth(n)).to_be_attached()
        expect(made.page.locator(".thumb-sent")).to_have_count(n)
    made.press("Lanjut")
    made.heading("Di mana?")
    made.fill("Patokan atau alamat", landmark)
    made.select("Desa atau kelurahan", "Sesetan")
    made.press("Lanjut")
    made.heading("Apa masalahnya?")
    made.choose("Got mampet")
    made.fill("Ceritakan", WORDS)
    made.press("Lanjut")
    made.heading("Periksa dan kirim")


def new_place(name: str) -> str:
    """A landmark that no earlier run has used: a home may be kept between runs."""
    return f"{name} {token_hex(4)}"


def received(city: City, landmark: str) -> list[list[object]]:
    """What the city holds of reports at that landmark: number, photos expected, their places."""
    printed = city.run("-m", "tests.journeys.received_on_server", landmark)
    found: list[list[object]] = json.loads(printed.splitlines()[-1])
    return found


def send_until_all_is_sent(page: Page, count: int) -> None:
    """Presses "send now" as an impatient person would, until nothing waits any more."""
    for _ in range(CUTS + 2):
        if page.get_by_text(RECEIVED).count() == count:
            break
        page.evaluate("document.querySelector('[data-all] button').click()")
        page.wait_for_timeout(1500)
    expect(page.get_by_text(RECEIVED)).to_have_count(count, timeout=120_000)


def test_without_a_signal_from_the_first_step_and_a_line_that_breaks_five_times(
    open_context: OpenContext, city: City, two_photos: list[Path]
) -> None:
    made = open_context(PHONE)
    ready_for_no_signal(made)
    made.context.set_offline(True)
    landmark = new_place("depan warung")
    walks_the_steps(made, two_photos, landmark=landmark)
    expect(made.page.locator("[data-answer=photo] img")).to_have_count(2)
    made.sees(landmark)
    made.page.close()

    # The tab is closed, the draft is not: it is found again, and queued without a signal.
    made.page = made.context.new_page()
    made.page.goto(f"{made.origin}/lapor/antrean")
    made.sees("Belum selesai")
    made.press("Lanjutkan")
    made.heading("Periksa dan kirim")
    made.press("Kirim laporan")
    made.heading("Laporan di ponsel ini")
    made.sees("Tersimpan di ponsel, akan terkirim saat ada sinyal")

    line, broken = cut(CUTS)
    made.context.route(REPORTS, line)
    made.context.set_offline(False)
    send_until_all_is_sent(made.page, 1)
    assert len(broken) == CUTS
    found = received(city, landmark)
    assert [row[1:] for row in found] == [[2, [1, 2]]]
    made.press("Buka laporan saya")
    made.heading(re.compile("Got"))


def test_twenty_reports_wait_and_twenty_arrive(open_context: OpenContext, city: City) -> None:
    """A village officer's walk through a valley: officers are not held back by the limits."""
    kadek = open_context(PHONE, who="kadek")
    ready_for_no_signal(kadek)
    kadek.goto("/lapor/antrean")
    kadek.sees("Tidak ada laporan di ponsel ini")
    kadek.context.set_offline(True)
    landmark = new_place("lembah")
    kadek.page.evaluate(FILL_THE_TRAY, [MANY, landmark])
    kadek.page.goto(f"{kadek.origin}/lapor/antrean")
    expect(kadek.page.get_by_text("Tersimpan di ponsel, akan terkirim")).to_have_count(MANY)
    line, broken = cut(CUTS)
    kadek.context.route(REPORTS, line)
    kadek.context.set_offline(False)
    send_until_all_is_sent(kadek.page, MANY)
    assert len(broken) == CUTS
    found = received(city, landmark)
    assert [row[1:] for row in found] == [[2, [1, 2]]] * MANY
    assert len({row[0] for row in found}) == MANY


def test_a_report_that_the_city_refuses_opens_where_it_can_be_mended(
    open_context: OpenContext,
) -> None:
    made = open_context(PHONE)
    ready_for_no_signal(made)
    made.context.set_offline(True)
    walks_the_steps(made, [])
    made.page.goto(f"{made.origin}/lapor/isi")
    made.page.locator("details.more summary").click()
    made.fill("Surel", "bukan-surel")
    made.press("Lanjut")
    made.press("Kirim laporan")
    made.heading("Laporan di ponsel ini")
    with made.watch.expecting(422):
        made.context.set_offline(False)
        made.press("Perbaiki")
    made.heading("Apa masalahnya?")
    expect(made.page.locator(".summary li")).to_have_count(1)
    expect(made.page.get_by_label("Ceritakan").first).to_have_value(WORDS)
    made.fill("Surel", "made@contoh.example")
    made.press("Lanjut")
    made.heading("Periksa dan kirim")
    made.press("Kirim laporan")
    made.heading("Laporan Anda sudah kami terima")


def test_the_questions_of_a_category_are_asked_without_a_signal(open_context: OpenContext) -> None:
    made = open_context(PHONE)
    ready_for_no_signal(made)
    made.context.set_offline(True)
    walks_the_steps(made, [])
    made.page.goto(f"{made.origin}/lapor/isi")
    made.choose("Pohon tumbang atau rawan")
    made.sees("Kabel listrik jatuh atau ada yang terluka?")
    made.press("Lanjut")
    expect(made.page.locator(".summary li")).to_have_text(
        "Baca peringatan ini dulu, lalu tekan tombolnya untuk melanjutkan."
    )
    made.press("Tidak ada yang terancam, lanjutkan")
    made.choose("Seluruhnya")
    made.press("Lanjut")
    made.heading("Periksa dan kirim")

    made.page.goto(f"{made.origin}/lapor/isi")
    expect(made.page.get_by_label("Seluruhnya")).to_be_checked()
    expect(made.page.get_by_role("button", name="Tidak ada yang terancam")).to_have_count(0)
    made.press("Lanjut")
    made.context.set_offline(False)
    made.press("Kirim laporan")
    made.heading("Laporan Anda sudah kami terima")
    made.press("Buka laporan saya")
    made.sees("Apakah jalan tertutup?")
    made.sees("Seluruhnya")


def test_signing_out_says_what_stays_on_the_phone(open_context: OpenContext) -> None:
    made = open_context(PHONE, who="made")
    made.page.goto(f"{made.origin}/lapor/isi")
    made.fill("Ceritakan", WORDS)
    made.sees("Tersimpan di ponsel ini")
    made.goto("/akun/keluar")
    made.sees("1 laporan yang belum terkirim ada di ponsel ini")
    made.press("Keluar")
    made.goto("/lapor/isi")
    expect(made.page.get_by_label("Ceritakan").first).to_have_value(WORDS)


def test_a_deleted_draft_can_be_had_back(open_context: OpenContext, two_photos: list[Path]) -> None:
    made = open_context(PHONE)
    ready_for_no_signal(made)
    made.context.set_offline(True)
    walks_the_steps(made, two_photos[:1])
    made.page.goto(f"{made.origin}/lapor/antrean")
    made.press("Hapus")
    made.sees("Dihapus")
    made.press("Batalkan")
    made.sees("Belum selesai")
    with made.page.expect_download() as saved:
        made.press("Unduh")
    kept = saved.value.path().read_text(encoding="utf-8")
    assert WORDS in kept
    assert "data:image/jpeg;base64," in kept


def test_the_position_in_a_photo_stays_on_the_phone_unless_it_is_wanted(
    open_context: OpenContext, two_photos: list[Path]
) -> None:
    made = open_context(PHONE)
    ready_for_no_signal(made)
    made.page.goto(f"{made.origin}/lapor/foto")
    made.attach("input[type=file] >> nth=0", two_photos[0])
    expect(made.page.locator(".thumb-sent")).to_have_count(1)
    made.press("Lanjut")
    made.heading("Di mana?")
    expect(made.page.locator("form[data-draft]")).to_be_attached()
    expect(made.page.locator("[name=lat]")).to_have_value("")
    made.page.goto(f"{made.origin}/lapor/foto")
    made.page.get_by_role("checkbox", name="Pakai lokasi dari foto").check(force=True)
    made.attach("input[type=file] >> nth=0", two_photos[1])
    made.sees("Lokasi diambil dari foto")
    made.press("Lanjut")
    made.heading("Di mana?")
    expect(made.page.locator("[name=lat]")).to_have_value("-8.701611")
    expect(made.page.locator("[name=lon]")).to_have_value("115.220500")


def test_photos_leave_the_phone_small_and_without_a_position(
    open_context: OpenContext, two_photos: list[Path]
) -> None:
    made = open_context(PHONE)
    ready_for_no_signal(made)
    made.page.goto(f"{made.origin}/lapor/foto")
    made.attach("input[type=file] >> nth=0", two_photos[0])
    expect(made.page.locator(".thumb-sent")).to_have_count(1)
    made.page.wait_for_timeout(500)
    kept = made.page.evaluate(
        """async () => {
          const database = await new Promise((done) => {
            indexedDB.open("sewaka").onsuccess = (event) => done(event.target.result);
          });
          const asked = database.transaction("photos").objectStore("photos").getAll();
          await new Promise((done) => { asked.onsuccess = done; });
          const [photo] = asked.result;
          const picture = await createImageBitmap(photo.blob);
          const head = new Uint8Array(await photo.blob.arrayBuffer());
          const text = String.fromCharCode(...head.slice(0, 400));
          return [picture.width, picture.height, photo.blob.type, text.includes("Exif")];
        }"""
    )
    assert kept == [1600, 1200, "image/jpeg", False]
