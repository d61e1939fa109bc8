"""A file with ETag and Range (RFC 9110, section 14): a cut download goes on where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_CHUNK = 64 * 1024
PARTIAL, UNSATISFIABLE = 206, 416


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes [start, end) of a file."""

    start: int
    end: int


def answer(
    request: HttpRequest, *, path: Path, size: int, etag: str, media_type: str
) -> HttpResponseBase:
    """The file, the part that was asked for, or 304. `etag` with its quotes."""
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    span = asked_span(request, size=size, etag=etag)
    if span is not None and span.start >= span.end:
        return HttpResponse(status=UNSATISFIABLE, headers={"Content-Range": f"bytes */{size}"})
    sent = _sent(path, span, size=size, media_type=media_type)
    sent["ETag"] = etag
    return sent


def _sent(path: Path, span: Span | None, *, size: int, media_type: str) -> StreamingHttpResponse:
    """The bytes of the span, or of the whole file."""
    part = span or Span(0, size)
    response = StreamingHttpResponse(
        _read(path, part), status=PARTIAL if span else 200, content_type=media_type
    )
    if span:
        response["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{size}"
    response["Content-Length"] = str(part.end - part.start)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=3600"
    return response


def asked_span(request: HttpRequest, *, size: int, etag: str) -> Span | None:
    """The one range that was asked for; None for the whole file.

    What is no single range of bytes is ignored, as the standard allows; so is a range of another
    version of the file (If-Range). An empty span cannot be satisfied.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if first:
        return Span(int(first), min(size, int(last) + 1) if last else size)
    return Span(max(0, size - int(last)), size) if last and int(last) else None


def _read(path: Path, span: Span) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(span.start)
        left = span.end - span.start
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
