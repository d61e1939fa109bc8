"""What a technician fills in for a camera: pixels of four corners, metres of all else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.modules.traffic.cameras import SIZE
from sewaka.modules.traffic.models import Detector
from sewaka.modules.traffic.rules.cameras import MOST_LANES

CORNERS = ("near_left", "near_right", "far_right", "far_left")
_NAMES = {
    "near_left": gettext_lazy("Near left"),
    "near_right": gettext_lazy("Near right"),
    "far_right": gettext_lazy("Far right"),
    "far_left": gettext_lazy("Far left"),
}
_AXES = (("x", gettext_lazy("pixels from the left")), ("y", gettext_lazy("pixels from the top")))
_FIRST = {  # a rectangle in the middle of the picture, to be drawn to its place
    "near_left_x": 150, "near_left_y": 340, "near_right_x": 490, "near_right_y": 340,
    "far_right_x": 410, "far_right_y": 90, "far_left_x": 230, "far_left_y": 90,
    "width": 6.5, "length": 12.0, "lower": 2.0, "upper": 6.5,
}  # fmt: skip
_LANE_M = 3.25
_OPEN = 2  # lanes whose fields are seen at once


class SetupForm(forms.Form):
    """All numbers of a set-up."""

    width = forms.FloatField(
        label=gettext_lazy("Width of the rectangle in metres"),
        min_value=1,
        max_value=60,
        help_text=gettext_lazy("As measured on the road: this is the reference length."),
    )
    length = forms.FloatField(
        label=gettext_lazy("Its length in metres"),
        min_value=1,
        max_value=200,
        required=False,
        help_text=gettext_lazy("Needed where the camera looks straight along the road."),
    )
    lower = forms.FloatField(
        label=gettext_lazy("Near line, metres from the near side"), min_value=-20, max_value=200
    )
    upper = forms.FloatField(
        label=gettext_lazy("Far line, metres from the near side"),
        min_value=-20,
        max_value=200,
        help_text=gettext_lazy("3 to 6 m beyond the near one."),
    )

    def __init__(self, data: Any, *, detectors: Sequence[Detector], given: Any) -> None:
        self._first = _initial(given, detectors)
        super().__init__(data, initial={name: _plain(one) for name, one in self._first.items()})
        for corner in CORNERS:
            for place, (axis, words) in enumerate(_AXES):
                self.fields[f"{corner}_{axis}"] = forms.FloatField(
                    label=f"{_NAMES[corner]}, {words}", min_value=0, max_value=SIZE[place] - 1
                )
        choices = [("", _("no lane")), *((one.code, one.code) for one in detectors)]
        for number in range(1, MOST_LANES + 1):
            self.fields[f"detector_{number}"] = forms.ChoiceField(
                label=_("Detector"), required=False, choices=choices
            )
            for side, label in (
                ("left", _("Left, m")),
                ("right", _("Right, m")),
            ):
                self.fields[f"{side}_{number}"] = forms.FloatField(
                    label=label, required=False, min_value=-30, max_value=60
                )

    @property
    def corners(self) -> Iterator[BoundField]:
        """The fields of the four corners."""
        return (self[f"{corner}_{axis}"] for corner in CORNERS for axis, _words in _AXES)

    @property
    def measures(self) -> Iterator[BoundField]:
        """The fields of lengths and lines."""
        return (self[name] for name in ("width", "length", "lower", "upper"))

    @property
    def lanes(self) -> list[tuple[bool, list[BoundField]]]:
        """Of each lane whether it is open at first, and its fields."""
        rows = [
            [self[f"{name}_{number}"] for name in ("detector", "left", "right")]
            for number in range(1, MOST_LANES + 1)
        ]
        return [(n < _OPEN or bool(row[0].value()), row) for n, row in enumerate(rows)]

    @property
    def given(self) -> dict[str, Any]:
        """As a set-up is written. Only of a valid form."""
        return _written(self.cleaned_data)

    @property
    def shown(self) -> dict[str, Any] | None:
        """What there is to draw: what was sent, or what the page begins with."""
        if not self.is_bound:
            return _written(self._first)
        return self.given if self.is_valid() else None

    def clean(self) -> dict[str, Any]:
        """A lane has both edges."""
        clean = self.cleaned_data
        for n in range(1, MOST_LANES + 1):
            for side in ("left", "right"):
                if clean.get(f"detector_{n}") and clean.get(f"{side}_{n}") is None:
                    self.add_error(f"{side}_{n}", _("A lane has two edges, in metres."))
        return clean


def _plain(value: Any) -> str:
    """As a number field of a browser reads it: with a point in every language."""
    return f"{value:g}" if isinstance(value, float | int) else str(value or "")


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "width_m": values["width"],
        "length_m": values["length"],
        "corners": [[values[f"{one}_x"], values[f"{one}_y"]] for one in CORNERS],
        "lanes": [
            {"detector": values[f"detector_{n}"], "left_m": values[f"left_{n}"],
             "right_m": values[f"right_{n}"]}
            for n in range(1, MOST_LANES + 1) if values.get(f"detector_{n}")
        ],
        "lower_m": values["lower"],
        "upper_m": values["upper"],
    }  # fmt: skip


def _initial(given: Any, detectors: Sequence[Detector]) -> dict[str, Any]:
    """A kept version's numbers; without one a first guess, a lane for each of the first two."""
    if not given:
        lanes = [
            {"detector": one.code, "left_m": n * _LANE_M, "right_m": (n + 1) * _LANE_M}
            for n, one in enumerate(detectors[:2])
        ]
        return _FIRST | _of_lanes(lanes)
    found = {"width": given["width_m"], "length": given["length_m"]}
    found |= {"lower": given["lower_m"], "upper": given["upper_m"]}
    for corner, (x, y) in zip(CORNERS, given["corners"], strict=True):
        found |= {f"{corner}_x": x, f"{corner}_y": y}
    return found | _of_lanes(given["lanes"])


def _of_lanes(lanes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        f"{field}_{number}": lane[name]
        for number, lane in enumerate(lanes, start=1)
        for field, name in (("detector", "detector"), ("left", "left_m"), ("right", "right_m"))
    }
