"""The map of the control room: what is drawn, and in which words it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.modules.traffic import town, words
from sewaka.modules.traffic.models import live
from sewaka.modules.traffic.models.flowing import Street
from sewaka.modules.traffic.web import public_page
from sewaka.platform.territory import api as territory

# In a square of 24: by level of service, the more corners the worse; "-" is not known.
SHAPES = {
    "A": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z",
    "B": "M6 3h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z",
    "C": "M12 .8 23.2 12 12 23.2.8 12z",
    "D": "M12 1l11 8.3-4.2 13H5.2L1 9.3z",
    "E": "M6.5 2h11L23 12l-5.5 10h-11L1 12z",
    "F": "M12 .2l3.6 3.1 4.7.4.4 4.7 3.1 3.6-3.1 3.6-.4 4.7-4.7.4L12 23.8l-3.6-3.1"
    "-4.7-.4-.4-4.7L.2 12l3.1-3.6.4-4.7 4.7-.4z",
    "-": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
}
# What else can be said of a junction, beside its level.
MARKS = {
    "obstacle": "M12 2 23 21H1zM11 9h2v6h-2zM11 17h2v2h-2z",
    "passing": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zM10 6h4v4h4v4h-4v4h-4v-4H6v-4h4z",
    "held": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zM8 7h3v10H8zM13 7h3v10h-3z",
    "silent": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zM6 8 16 18l2-2L8 6z",
}


def panel(*, is_map: bool) -> Mapping[str, Any]:
    """The switch between both views, and the legend."""
    return {
        "is_map": is_map,
        "base_map": territory.base_map(),
        "map_url": reverse("traffic:room"),
        "table_url": f"{reverse('traffic:room')}?tampil=tabel",
        "levels": [
            (letter, letter.lower(), SHAPES[letter], word) for letter, word in words.LEVELS.items()
        ],
        "marks": [(code, MARKS[code], word) for code, word in _marks().items()],
        "densities": list(words.DENSITIES.items()),
    }


def document(streets: Sequence[Street], *, now: datetime) -> Mapping[str, Any]:
    """Everything that the map draws; `state` is what the live stream tells of each junction."""
    return {
        "junctions": [
            {
                "code": one.junction.code,
                "name": one.junction.name,
                "lat": one.junction.lat,
                "lon": one.junction.lon,
                "url": reverse("traffic:desk", args=[one.junction.code]),
                "state": live.state(one, now=now),
            }
            for one in streets
        ],
        "roads": [
            {"street": road.street, "lanes": road.lanes, "line": road.line}
            for road in town.drawn_roads()
        ],
        "links": [
            {"approach": code, "street": road.street, "lanes": road.lanes, "line": road.line}
            for code, road in town.drawn_links().items()
        ],
        "shapes": SHAPES,
        "marks": MARKS,
        "words": _words(),
    }


def _marks() -> Mapping[str, str]:
    return {
        "obstacle": _("Obstacle"),
        "passing": _("gives way to a vehicle with priority"),
        "held": _("held by an operator"),
        "silent": _("a detector is silent"),
    }


def _words() -> Mapping[str, Any]:
    """Sentences with {places} for the figures that change."""
    return {
        "levels": {letter: str(word) for letter, word in words.LEVELS.items()},
        "modes": {code: str(word) for code, word in words.MODES.items()},
        "unknown": public_page.unknown_level(),
        "delay": public_page.seconds_of("{n}"),
        "densities": {code: str(word) for code, word in words.DENSITIES.items()},
        "density": _("road {word}: {street}"),
        "streets": {code: road.street for code, road in town.drawn_links().items()},
        "silent": _("silent detectors: {n}"),
        "held": _("held by an operator: {reason}"),
        "obstacle": _("Obstacle: {street}"),
        "passing": {code: str(word) for code, word in words.PASSING.items()},
        "stale": _("no word for two minutes"),
        "map": {
            "Map.Title": _("Map of the junctions"),
            "NavigationControl.ZoomIn": _("Nearer"),
            "NavigationControl.ZoomOut": _("Farther"),
            "FullscreenControl.Enter": _("Full screen"),
            "FullscreenControl.Exit": _("Leave full screen"),
            "AttributionControl.ToggleAttribution": _("Sources of the map"),
            "ScaleControl.Meters": "m",
            "ScaleControl.Kilometers": "km",
        },
        "source": _("Base map: the city's villages, streets drawn as a sketch"),
    }
