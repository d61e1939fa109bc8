"""The installable app: manifest, service worker, offline page (frontend.md section 6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sewaka.city.portal import frame
from sewaka.kernel import registry
from sewaka.kernel.registry import OnPhone
from sewaka.kernel.ui import errors
from sewaka.kernel.ui.assets import url_of

# The colours of tokens.css that a browser asks for before it has read any style sheet.
THEME_COLOUR, GROUND_COLOUR = "#0B5563", "#FAF7F2"

# Pages that are the same bytes for everybody; the worker keeps them from the first visit on,
# and those that modules name (`OnPhone.pages`).
KEPT_PAGES = ("portal:home", "portal:services", "portal:offline")
KEPT_FILES = ("style.css", "app.js", "plus-jakarta-sans-latin-wght-normal.woff2", "icon-192.png")
# Loaded by name from other scripts, so under the name that the build gave it.
KEPT_UNHASHED = ("photo-worker.js",)
# Parts that are only good with a signal: nobody's phone keeps them unasked.
_ONLINE_ONLY = ("node_modules/leaflet/", "src/live.js", "src/map-panel.js")

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
    } | _share_target()


@cache
def worker_source() -> str:
    """The built worker behind one line that tells it what to keep. Without a build: LEAVE."""
    built = Path(settings.BUILD) / "static" / "sw.js"
    if not url_of("sw.js") or not built.is_file():
        return LEAVE
    code = built.read_text()
    outputs = _outputs()
    keep = {
        "pages": [url for name in _kept_pages() if (url := frame.address(name))],
        "aliases": dict(_aliases()),
        "files": [url for name in KEPT_FILES if (url := url_of(name))] + _scripts(outputs),
        "offline": frame.address("portal:offline"),
        "share": _share(),
        "icon": url_of("icon-192.png"),
    }
    unhashed = [outputs.get(name, {}).get("sha256") for name in KEPT_UNHASHED]
    named = json.dumps([keep, unhashed])
    version = hashlib.sha256(f"{named}{code}".encode()).hexdigest()[:12]
    return f"self.SEWAKA = {json.dumps(keep | {'version': version})};\n{code}"


def _outputs() -> Mapping[str, Any]:
    """What the build wrote, by its own metafile; nothing without a build."""
    metafile = Path(settings.BUILD) / "assets.json"
    if not metafile.is_file():
        return {}
    outputs: Mapping[str, Any] = json.loads(metafile.read_text())["outputs"]
    return outputs


def _scripts(outputs: Mapping[str, Any]) -> list[str]:
    """Every script that app.js may load in its life, but for what needs a signal anyway."""
    found: dict[str, None] = {}
    wanted = ["app.js", *KEPT_UNHASHED]
    while wanted:
        name = wanted.pop(0)
        inputs = outputs.get(name, {}).get("inputs", [])
        if name in found or name not in outputs or _is_online_only(inputs):
            continue
        found[name] = None
        wanted += [one["path"] for one in outputs[name]["imports"] if not one.get("external")]
    return [f"{settings.STATIC_URL}{name}" for name in found if name != "app.js"]


def _is_online_only(inputs: list[str]) -> bool:
    return any(one.startswith(_ONLINE_ONLY) for one in inputs)


def _on_phone() -> Iterator[OnPhone]:
    for module in registry.modules():
        if module.on_phone is not None:
            yield module.on_phone


def _kept_pages() -> tuple[str, ...]:
    return KEPT_PAGES + tuple(name for one in _on_phone() for name in one.pages)


def _aliases() -> Iterator[tuple[str, str]]:
    for one in _on_phone():
        for door, page in one.aliases.items():
            yield frame.address(door), frame.address(page)


def _share() -> dict[str, str] | None:
    """Where photos go that another app shares: the first module that takes them."""
    taker = next((one for one in _on_phone() if one.share_url), None)
    if taker is None:
        return None
    return {"action": frame.address(taker.share_url), "step": frame.address(taker.share_step)}


def _share_target() -> dict[str, Any]:
    share = _share()
    if share is None:
        return {}
    files = [{"name": "foto", "accept": ["image/*"]}]
    return {
        "share_target": {
            "action": share["action"],
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": files},
        }
    }


def _shortcuts() -> Iterator[dict[str, str]]:
    main = next((s for s in frame.services() if s.code == settings.MAIN_SERVICE), None)
    if main and (url := frame.address(main.start_url)):
        yield {"name": str(main.name), "url": url}
    for link in frame.public_links():
        yield {"name": str(link.label), "url": link.url}
