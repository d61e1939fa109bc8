"""The boxes of a photo as a form: rows of four numbers in per cent, and taps on the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sewaka.platform.files import api as files

SHOWN_WIDTH_PX = 320  # fixed: a tap is measured in these
_NAMES = ("left", "top", "width", "height")
_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One row of numbers as typed; `box` is None while they make none."""

    n: int
    values: tuple[tuple[str, str], ...]  # name and value of each field
    box: files.Box | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Everything chosen so far. `corner` is the first tap of a box, as "x,y" in per cent."""

    rows: tuple[BoxRow, ...]
    corner: str
    query: str  # of the preview

    @property
    def has_corner(self) -> bool:
        """Whether the next tap ends a box."""
        return bool(self.corner)


def read(post: Mapping[str, str], *, photo: files.StoredFile) -> Chosen:
    """The form as sent, a tap included: the first sets a corner, the second the opposite one."""
    rows = [values for values in _rows(post) if any(values)]
    tapped = _tap(post, height_px=shown_height_px(photo))
    corner = _pair(post.get("corner", ""))
    if tapped and corner:
        rows.append(_between(corner, tapped))
        tapped = corner = None
    kept = corner or tapped
    shown = tuple(_row(n, values) for n, values in enumerate([*rows, ("", "", "", "")], start=1))[
        : files.MAX_BOXES
    ]
    return Chosen(
        rows=shown,
        corner=f"{kept[0]:.1f},{kept[1]:.1f}" if kept else "",
        query=";".join(",".join(values) for values in rows if _box(values)),
    )


def shown_height_px(photo: files.StoredFile) -> float:
    """How high the photo stands on the page."""
    return SHOWN_WIDTH_PX * photo.height / photo.width


def from_query(text: str) -> list[files.Box]:
    """The boxes of a preview's address; what can not be read is left out."""
    rows = (tuple(part.split(",")) for part in text[:2000].split(";"))
    found = (_box(row) for row in rows if len(row) == len(_NAMES))
    return [box for box in found if box is not None][: files.MAX_BOXES]


def _rows(post: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for n in range(1, files.MAX_BOXES + 1):
        yield tuple(post.get(f"{name}_{n}", "").strip()[:10] for name in _NAMES)


def _row(n: int, values: tuple[str, ...]) -> BoxRow:
    return BoxRow(n=n, values=tuple(zip(_NAMES, values, strict=True)), box=_box(values))


def _box(values: tuple[str, ...]) -> files.Box | None:
    found = [_number(value) for value in values]
    left, top, width, height = (one if one is not None else -1.0 for one in found)
    box = files.Box(left / _WHOLE, top / _WHOLE, width / _WHOLE, height / _WHOLE)
    return box if box.is_on_the_picture else None


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= _WHOLE else None


def _tap(post: Mapping[str, str], *, height_px: float) -> tuple[float, float] | None:
    x, y = post.get("at.x", ""), post.get("at.y", "")
    if not (x.isdigit() and y.isdigit()):
        return None
    across = min(_WHOLE, int(x[:5]) / SHOWN_WIDTH_PX * _WHOLE)
    return across, min(_WHOLE, int(y[:5]) / height_px * _WHOLE)


def _pair(text: str) -> tuple[float, float] | None:
    found = [_number(part) for part in text.split(",")[:2]]
    x, y = (*found, None)[:2]
    return None if x is None or y is None else (x, y)


def _between(one: tuple[float, float], other: tuple[float, float]) -> tuple[str, ...]:
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    return tuple(f"{value:.1f}" for value in (left, top, right - left, bottom - top))
