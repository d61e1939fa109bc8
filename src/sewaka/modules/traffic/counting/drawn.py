"""The demo city's camera: a road of two lanes that nobody drives on, drawn ten times a second.

Who drives is a function of the second and the seed, so that two who look at once see the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from sewaka.modules.traffic.counting.passages import Class
from sewaka.modules.traffic.counting.profile import Frame
from sewaka.modules.traffic.counting.rendering import Lens, Renderer, Seen

KIND = "drawn"
FPS = 10
LANES = ((0.0, 3.25), (3.25, 6.5))
LENS = Lens(x=3.25, y=-6.0, height_m=8.0, at=(3.25, 5.5), focal_px=520.0)
SIZES = {  # length, width, height in metres
    Class.MOTORCYCLE: (1.9, 0.75, 1.6),
    Class.CAR: (4.3, 1.7, 1.5),
    Class.HEAVY: (9.0, 2.4, 3.2),
}
_FROM_M, _UNTIL_M = 30.0, -12.0
_SPEED_MS = 9.0
_EVERY_S = 2  # at most one vehicle a lane in so many seconds
_COMES = 0.45
_MIX = ((Class.MOTORCYCLE, 0.8), (Class.CAR, 0.96), (Class.HEAVY, 1.0))  # up to
_NOISE = 4.0


def frames(*, seed: int) -> Iterator[tuple[float, Frame]]:
    """Seconds since 1970, and the frame, at the pace of the clock. Never ends."""
    renderer = Renderer(lens=LENS, lanes=LANES, is_night=False, noise=_NOISE, seed=seed)
    while True:
        now_s = time.time()
        yield now_s, renderer.draw(on_the_road(now_s=now_s, seed=seed))
        time.sleep(max(0.0, 1 / FPS - (time.time() - now_s)))


def on_the_road(*, now_s: float, seed: int) -> list[Seen]:
    """Everybody who is in sight at that moment."""
    longest_s = int((_FROM_M - _UNTIL_M) / _SPEED_MS) + _EVERY_S
    newest = int(now_s) // _EVERY_S
    began = range(newest - longest_s // _EVERY_S - 1, newest + 1)
    found = (_vehicle(slot, lane, now_s, seed) for slot in began for lane in range(len(LANES)))
    return [one for one in found if one is not None and _UNTIL_M < one.y < _FROM_M]


def _vehicle(slot: int, lane: int, now_s: float, seed: int) -> Seen | None:
    """Who comes in that lane in those two seconds, where it is now; None for nobody."""
    dice = np.random.default_rng((seed, slot, lane)).random(4)
    if dice[0] > _COMES:
        return None
    kind = next(kind for kind, up_to in _MIX if dice[1] < up_to)
    length, width, height = SIZES[kind]
    left, right = LANES[lane]
    room = right - left - width - 0.6
    x = left + 0.3 + width / 2 + room * float(dice[2])
    from_s = slot * _EVERY_S + float(dice[3])
    return Seen(slot * 2 + lane, x, _FROM_M - _SPEED_MS * (now_s - from_s), length, width, height)
