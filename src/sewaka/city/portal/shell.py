"""The installable app: manifest, service worker, offline page (frontend.md section 6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sewaka.city.portal import frame
from sewaka.kernel.ui import errors
from sewaka.kernel.ui.assets import url_of

# The colours of tokens.css that a browser asks for before it has read any style sheet.
THEME_COLOUR, GROUND_COLOUR = "#0B5563", "#FAF7F2"

# Pages that are the same bytes for everybody; the worker keeps them from the first visit on.
KEPT_PAGES = ("portal:home", "portal:services", "portal:offline")
KEPT_FILES = ("style.css", "app.js", "plus-jakarta-sans-latin-wght-normal.woff2", "icon-192.png")

# The kill switch, and what a city without built assets answers: leave no worker behind.
LEAVE = """self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
"""


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the language of the request."""
    return JsonResponse(_manifest(), content_type="application/manifest+json")


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker with its version and its list of what to keep; or one that leaves."""
    body = worker_source() if settings.SERVICE_WORKER else LEAVE
    return HttpResponse(
        body,
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What one sees without a signal when the page asked for was never kept."""
    return errors.answer(request, errors.OFFLINE, 200, {"Cache-Control": "no-cache"})


def _manifest() -> dict[str, Any]:
    icons = (
        ("icon-192.png", "192x192", "any"),
        ("icon-512.png", "512x512", "any"),
        ("icon-maskable-512.png", "512x512", "maskable"),
    )
    return {
        "id": "/",
        "name": str(settings.SITE_NAME),
        "short_name": "Sewaka",
        "start_url": "/?dari=layar-utama",
        "scope": "/",
        "display": "standalone",
        "lang": "id",
        "theme_color": THEME_COLOUR,
        "background_color": GROUND_COLOUR,
        "icons": [
            {"src": url_of(name), "sizes": size, "type": "image/png", "purpose": purpose}
            for name, size, purpose in icons
            if url_of(name)
        ],
        "shortcuts": list(_shortcuts()),
    }


@cache
def worker_source() -> str:
    """The built worker behind one line that tells it what to keep. Without a build: LEAVE."""
    built = Path(settings.BUILD) / "static" / "sw.js"
    if not url_of("sw.js") or not built.is_file():
        return LEAVE
    code = built.read_text()
    files = [url for name in KEPT_FILES if (url := url_of(name))] + _chunks()
    keep = {
        "pages": [url for name in KEPT_PAGES if (url := frame.address(name))],
        "files": files,
        "offline": frame.address("portal:offline"),
    }
    version = hashlib.sha256(f"{json.dumps(keep)}{code}".encode()).hexdigest()[:12]
    return f"self.SEWAKA = {json.dumps(keep | {'version': version})};\n{code}"


def _chunks() -> list[str]:
    """The chunks that app.js loads at once, by the metafile of the build."""
    metafile = Path(settings.BUILD) / "assets.json"
    if not metafile.is_file():
        return []
    outputs = json.loads(metafile.read_text())["outputs"]
    imports = outputs.get("app.js", {}).get("imports", [])
    return [
        f"{settings.STATIC_URL}{found['path']}"
        for found in imports
        if found["kind"] == "import-statement" and not found.get("external")
    ]


def _shortcuts() -> Iterator[dict[str, str]]:
    main = next((s for s in frame.services() if s.code == settings.MAIN_SERVICE), None)
    if main and (url := frame.address(main.start_url)):
        yield {"name": str(main.name), "url": url}
    for link in frame.public_links():
        yield {"name": str(link.label), "url": link.url}
