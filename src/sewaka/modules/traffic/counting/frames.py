"""Frames of a film or of a camera's stream. Nothing is kept and nothing is written."""

from __future__ import annotations

import time
from collections.abc import Iterator

import cv2

from sewaka.modules.traffic.counting.profile import Frame

_AGAIN_S = 2.0
_UNKNOWN_FPS = 10.0


class NoFrames(RuntimeError):
    """There is no film at that place, or it can not be read."""


def of_film(path: str, *, size: tuple[int, int]) -> Iterator[tuple[float, Frame]]:
    """Seconds from its beginning, and the frame. Raises NoFrames."""
    film = _opened(path)
    every_s = 1 / (film.get(cv2.CAP_PROP_FPS) or _UNKNOWN_FPS)
    try:
        number = 0
        while (frame := _next(film, size)) is not None:
            yield number * every_s, frame
            number += 1
    finally:
        film.release()


def of_stream(address: str, *, size: tuple[int, int]) -> Iterator[tuple[float, Frame | None]]:
    """Seconds since 1970, and the frame; None while the camera does not answer. Never ends."""
    while True:
        try:
            film = _opened(address)
        except NoFrames:
            yield time.time(), None
            time.sleep(_AGAIN_S)
            continue
        while (frame := _next(film, size)) is not None:
            yield time.time(), frame
        film.release()


def _opened(place: str) -> cv2.VideoCapture:
    film = cv2.VideoCapture(place)
    if not film.isOpened():
        raise NoFrames(f"{place} shows no picture")
    return film


def _next(film: cv2.VideoCapture, size: tuple[int, int]) -> Frame | None:
    is_there, picture = film.read()
    if not is_there:
        return None
    frame: Frame = picture if picture.shape[1::-1] == size else cv2.resize(picture, size)
    return frame
