"""Frames of a film or of a camera's stream. Nothing is kept and nothing is written."""

from __future__ import annotations

import time
from collections.abc import Iterator

import cv2

from sewaka.modules.traffic.counting import drawn
from sewaka.modules.traffic.counting.profile import Frame

_AGAIN_S = 2.0
_UNKNOWN_FPS = 10.0
_QUALITY = 85
_STREAM = "://"


class NoFrames(RuntimeError):
    """There is no film at that place, or it can not be read."""


def live(address: str, *, size: tuple[int, int]) -> Iterator[tuple[float, Frame | None]]:
    """Of a stream, or of the demo's drawn road (`drawn:1`). Never ends."""
    kind, _, seed = address.partition(":")
    if kind == drawn.KIND:
        return drawn.frames(seed=int(seed or 0))
    return of_stream(address, size=size)


def is_live(source: str) -> bool:
    """Whether it goes on for ever; else it is a film."""
    return _STREAM in source or source.startswith(f"{drawn.KIND}:")


def still(address: str, *, size: tuple[int, int]) -> bytes:
    """What the camera sees now, as JPEG. Raises NoFrames."""
    for _, frame in live(address, size=size):
        if frame is None:
            break
        return packed(frame, quality=_QUALITY)
    raise NoFrames("the camera shows no picture")


def packed(frame: Frame, *, quality: int = 60) -> bytes:
    """As JPEG; empty where it can not be."""
    is_packed, found = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return found.tobytes() if is_packed else b""


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
