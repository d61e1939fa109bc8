"""Every declared pair of colours reaches its contrast in both themes (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "frontend" / "src" / "css"
TEXT, GRAPHIC = 4.5, 3.0

# (what stands in front, what it stands on, contrast needed)
PAIRS = [
    *(("ink", ground, TEXT) for ground in ("bg", "surface", "sunken", "brand-bg", "info-bg",
                                           "ok-bg", "warn-bg", "err-bg", "bata-bg")),
    *(("muted", ground, TEXT) for ground in ("bg", "surface", "sunken", "brand-bg")),
    *(("line", ground, GRAPHIC) for ground in ("surface", "bg", "sunken")),
    *(("on-brand", ground, TEXT) for ground in ("brand", "brand-h", "err", "bata")),
    *(("brand", ground, TEXT) for ground in ("bg", "surface", "sunken", "brand-bg")),
    *(("brand-h", ground, TEXT) for ground in ("surface", "brand-bg")),
    *(("bata", ground, TEXT) for ground in ("surface", "bg", "bata-bg", "brand-bg")),
    ("prada", "bg", GRAPHIC),
    *(("prada-text", ground, TEXT) for ground in ("bg", "surface")),
    *((tone, f"{tone}-bg", TEXT) for tone in ("ok", "warn", "err", "info")),
    *((tone, "surface", TEXT) for tone in ("ok", "warn", "err", "info")),
    *(("on-los", f"los-{level}", TEXT) for level in "abcdef"),
    *((f"los-{level}", ground, GRAPHIC) for level in "abcdef" for ground in ("surface", "sunken")),
]  # fmt: skip
# Hairlines decorate; they are never the only edge of anything.
DECORATION = {"hair"}


def tokens(block: str) -> dict[str, str]:
    """Name and value of every colour in a block of declarations."""
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def blocks() -> dict[str, dict[str, str]]:
    """The colours of both themes, and of the dark one as it stands for the device's choice."""
    css = (CSS / "tokens.css").read_text(encoding="utf-8")
    light, device, dark = re.findall(r":root[^{]*\{([^}]*)\}", css)
    return {"light": tokens(light), "device": tokens(device), "dark": tokens(dark)}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG definition)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_formula() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]}-on-{pair[1]}")
def test_pair(theme: str, pair: tuple[str, str, float]) -> None:
    front, ground, needed = pair
    colours = blocks()[theme]
    assert contrast(colours[front], colours[ground]) >= needed


def test_the_dark_theme_is_the_same_by_choice_and_by_device() -> None:
    found = blocks()
    assert found["dark"] == found["device"]
    assert set(found["dark"]) == set(found["light"])


def test_every_token_stands_in_a_pair() -> None:
    paired = {name for front, ground, _ in PAIRS for name in (front, ground)}
    assert set(blocks()["light"]) - paired == DECORATION


def test_colours_have_values_in_one_file_only() -> None:
    others = [path for path in CSS.parent.rglob("*.css") if path.name != "tokens.css"]
    found = [path.name for path in others if re.search(r"#[0-9a-fA-F]{3,8}\b", path.read_text())]
    assert found == []
