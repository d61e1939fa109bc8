"""A junction's stages and lamps in words: which arms have green. From the net, as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.network import GREENS, YELLOW
from sewaka.modules.traffic.control.shell import FLASHING
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.layout import Post


@dataclass(frozen=True, slots=True)
class Stage:
    """One that can be held; `arms` by code, each with the movements that have green."""

    index: int
    arms: tuple[str, ...]


def stages_of(*, code: str) -> tuple[Stage, ...]:
    """Of a junction, in their order; () where its net is not known here."""
    post = town.posts().get(code)
    if post is None:
        return ()
    return tuple(
        Stage(stage.index, tuple(_lit(post, stage.green, GREENS))) for stage in post.junction.stages
    )


def lamps_of(*, code: str, indications: str) -> dict[str, str]:
    """By arm: `green`, `yellow` or `red`, the best of its movements; `flashing` after a fault."""
    post = town.posts().get(code)
    if post is None or len(indications) != post.junction.size:
        return {}
    is_flashing = FLASHING in indications
    found = dict.fromkeys(_arms(post).values(), "flashing" if is_flashing else "red")
    found |= dict.fromkeys(_lit(post, indications, {YELLOW}), "yellow")
    return found | dict.fromkeys(_lit(post, indications, GREENS), "green")


def in_words(stage: Stage, *, streets: dict[str, str]) -> str:
    """ "3: Gajah Mada, Surapati"."""
    names = dict.fromkeys(streets.get(arm) or _("side street") for arm in stage.arms)
    return f"{stage.index + 1}: {', '.join(names)}"


def _lit(post: Post, indications: str, lights: frozenset[str] | set[str]) -> list[str]:
    arms = _arms(post)
    return list(
        dict.fromkeys(
            arms[link.from_lane]
            for link in post.junction.links
            if not link.is_crossing and indications[link.index] in lights
        )
    )


def _arms(post: Post) -> dict[int, str]:
    """The arm of each approach lane."""
    names = town.net().lane_names
    return {lane: edge_of(names[lane]) for lane in post.junction.approach_lanes}
