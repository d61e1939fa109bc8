"""The gallery under everything that pages must stand: axe, keyboard, narrow screens, no colours."""

from __future__ import annotations

import io
import itertools

import pytest
from PIL import Image, ImageStat

from tests.journeys.conftest import HERE, PHONE, OpenContext
from tests.journeys.visitor import Visitor, violations

WIDTHS = (360, 768, 1280)
MATRIX = list(itertools.product(WIDTHS, ("light", "dark"), ("id", "en")))


@pytest.mark.parametrize(("width", "theme", "language"), MATRIX)
def test_axe_finds_nothing(
    open_context: OpenContext, width: int, theme: str, language: str
) -> None:
    size = {"viewport": {"width": width, "height": 800}, **HERE}
    visitor = open_context(size, theme=theme, language=language)
    page = visitor.goto("/gaya")
    assert page.evaluate("document.documentElement.lang") == language
    assert visitor.is_reflowed()
    page.get_by_role(
        "button", name={"id": "Hapus draf", "en": "Delete draft"}[language]
    ).last.click()
    assert violations(page) == []


def test_axe_finds_nothing_in_open_strips_and_twins(phone: Visitor) -> None:
    page = phone.goto("/gaya")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert violations(page) == []


def test_every_control_is_reached_by_keyboard_and_shows_its_ring(open_context: OpenContext) -> None:
    visitor = open_context({"viewport": {"width": 1280, "height": 800}, **HERE})
    page = visitor.goto("/gaya")
    page.evaluate("document.querySelectorAll('.shelf details').forEach((d) => { d.open = true; })")
    wanted = page.evaluate(CONTROLS)
    assert wanted > 80
    page.evaluate("document.body.focus()")
    seen: list[str] = []
    for _ in range(wanted * 2):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if seen and where["id"] == seen[-1]:
            continue  # a date has a stop for day, month and year each
        if where["name"].startswith("BODY") or where["id"] in seen:
            break
        seen.append(where["id"])
        assert where["ring"], f"{where['name']} shows no focus"
        assert where["inside"], f"{where['name']} is hidden when focused"
    # Radio buttons of one group are one stop.
    assert len(seen) == wanted


CONTROLS = """() => {
  const seen = new Set();
  let count = 0;
  const kinds = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  for (const e of document.querySelectorAll(kinds)) {
    if (e.disabled || e.type === 'hidden' || !e.getClientRects().length) continue;
    if (e.closest('dialog:not([open])')) continue;
    if (e.tabIndex < 0) continue;
    if (e.type === 'radio') {
      if (seen.has(e.name)) continue;
      seen.add(e.name);
    }
    count += 1;
  }
  return count;
}"""
WHERE = """() => {
  const e = document.activeElement;
  e.dataset.walk ??= String(Math.random());
  const holder = e.closest('.picker') ?? e;
  const styles = [getComputedStyle(holder), getComputedStyle(e), getComputedStyle(e, '::after')];
  const box = e.getBoundingClientRect();
  return {
    id: e.dataset.walk, name: e.tagName + ' ' + (e.name || e.textContent.trim().slice(0, 30)),
    ring: styles.some((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2),
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.mark.parametrize("path", ["/gaya", "/", "/layanan", "/privasi", "/luring"])
def test_nothing_sticks_out_at_320_pixels(open_context: OpenContext, path: str) -> None:
    visitor = open_context({**PHONE, "viewport": {"width": 320, "height": 640}})
    visitor.goto(path)
    assert visitor.is_reflowed()


@pytest.mark.parametrize("path", ["/gaya", "/"])
def test_text_of_double_size_still_fits(open_context: OpenContext, path: str) -> None:
    visitor = open_context({"viewport": {"width": 640, "height": 800}, **HERE})
    page = visitor.goto(path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert visitor.is_reflowed()


def test_forced_colours_keep_edges_and_words(open_context: OpenContext) -> None:
    visitor = open_context(
        PHONE, forced_colors="active", color_scheme="dark", reduced_motion="reduce"
    )
    visitor.page.goto(
        f"{visitor.origin}/gaya"
    )  # axe reads the colours we wrote, not the forced ones
    page = visitor.page
    for selector in (".button-main", ".choice input", ".chip", ".notice", ".card"):
        width = page.locator(selector).first.evaluate(
            "(e) => parseFloat(getComputedStyle(e).borderTopWidth)"
        )
        assert width >= 1, f"{selector} has no edge"
    assert (
        page.locator(".spin").first.evaluate("(e) => getComputedStyle(e).animationName") == "none"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chips_are_told_apart_without_colour(open_context: OpenContext, theme: str) -> None:
    visitor = open_context(PHONE, theme=theme)
    page = visitor.goto("/gaya")
    chips = page.locator("#n15 .chip")
    words, drawings = [], []
    for at in range(chips.count()):
        chip = chips.nth(at)
        words.append(chip.inner_text().strip())
        icon = Image.open(io.BytesIO(chip.locator("svg").screenshot())).convert("L")
        drawings.append(icon.resize((24, 24)).tobytes())
        assert ImageStat.Stat(icon).stddev[0] > 8, f"{words[-1]}: the icon is not seen in grey"
    assert all(words)
    by_word = dict(zip(words, drawings, strict=True))
    assert len(set(by_word.values())) == len(by_word)


def test_the_gallery_prints(open_context: OpenContext) -> None:
    visitor = open_context({"viewport": {"width": 1280, "height": 800}, **HERE})
    page = visitor.goto("/gaya")
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF-")
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    assert page.locator(".ticket .copy-text").is_visible()


def test_without_scripts_nothing_dead_is_shown(open_context: OpenContext) -> None:
    visitor = open_context(PHONE, scripts=False)
    page = visitor.goto("/gaya")
    for selector in (".js-only", "[data-share]"):
        assert page.locator(f"{selector}:visible").count() == 0, selector
