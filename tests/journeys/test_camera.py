"""A technician sets a camera up: draws, sees what that means, keeps it, counts beside it."""

from __future__ import annotations

import re
from importlib.util import find_spec

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, STAFF, OpenContext

BENCH = "/kerja/ruang-kendali/kamera/J09-contoh"
_LEARNS_MS = 60_000  # the empty road, beside a city on the same two cores
pytestmark = pytest.mark.skipif(find_spec("cv2") is None, reason="OpenCV is an extra")


def drag(page: Page, grip: str, *, by: tuple[int, int]) -> None:
    """Take hold of it and let go elsewhere."""
    box = page.locator(f"[data-grip={grip}] .camera-knob").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def test_drawn_kept_and_counted_beside(open_context: OpenContext) -> None:
    surya = open_context(STAFF, who="surya")
    page = surya.goto(BENCH)
    surya.sees("kamera tergantung 8,0 m di atas jalan")
    drag(page, "far_left", by=(20, 10))
    expect(page.locator("input[name=far_left_x]")).not_to_have_value("233")
    expect(page.get_by_text("tergantung 8,0 m")).to_have_count(0)  # the server drew it anew
    drag(page, "upper", by=(0, 70))
    surya.sees("Kedua garis berjarak 3 sampai 6 m.")

    page = surya.goto(BENCH)
    surya.press("Simpan sebagai versi")
    surya.sees("Belum ada yang mengujinya.")
    surya.press("Mulai: 2 menit")
    expect(page.locator("[data-tap='1']")).to_be_enabled(timeout=_LEARNS_MS)
    page.keyboard.press("1")
    page.locator("[data-tap='2']").click()
    expect(page.locator("[data-taps]")).to_have_text(["1", "1"])
    expect(page.locator("[data-said]")).to_contain_text("Sekarang")
    expect(page.locator(".trial-near").first).to_have_attribute("points", re.compile(r"\d"))


def test_by_numbers_on_a_phone_without_scripts(open_context: OpenContext) -> None:
    surya = open_context(PHONE, who="surya", scripts=False)
    page = surya.goto(BENCH)
    assert page.locator(".camera-grip").first.is_hidden()
    page.locator("input[name=upper]").fill("3")
    surya.press("Tampilkan menurut angka")
    surya.sees("Kedua garis berjarak 3 sampai 6 m.")
    page.locator("input[name=upper]").fill("6.5")
    surya.press("Simpan sebagai versi")
    surya.press("Pakai versi ini")
    surya.sees("Kamera menghitung menurut versi ini.")
    assert surya.is_reflowed()
