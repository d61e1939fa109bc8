"""Addresses of built files, and what happens when they were not built.

Django's own static tag raises for an absent file, which would turn a missing build into a 500
on every page. Here a missing file gives an empty address: pages then link our unbuilt CSS and
carry no script at all.
"""

from __future__ import annotations

import logging
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

_log = logging.getLogger(__name__)

# The sources behind each built style sheet, in cascade order; served as they stand when there
# is no build (frontend/src/css is a second STATICFILES_DIR).
SOURCES = {
    "style.css": tuple(
        f"css/{part}.css"
        for part in ("tokens", "base", "forms", "components", "weighing", "pages", "print")
    ),
    "map-pin.css": (),
    "map-control.css": (),
}


@cache
def url_of(name: str) -> str:
    """The address of a built file, or "" when it does not exist."""
    address = _address(name)
    if not address:
        _say_once()
    return address


@cache
def source_urls(name: str) -> tuple[str, ...]:
    """Addresses of the unbuilt sources of a style sheet that is missing."""
    found = (_address(source) for source in SOURCES.get(name, ()))
    return tuple(address for address in found if address)


def forget() -> None:
    """Look again: for tests that build or remove assets while the process lives."""
    url_of.cache_clear()
    source_urls.cache_clear()
    _say_once.cache_clear()


@cache
def _say_once() -> None:
    _log.warning("assets not built: run make assets")


def _address(name: str) -> str:
    try:
        address = staticfiles_storage.url(name)
    except ValueError:  # the manifest does not know it; WhiteNoise may still serve our sources
        return f"{settings.STATIC_URL}{name}" if finders.find(name) else ""
    if getattr(staticfiles_storage, "hashed_files", None):
        return address
    return address if finders.find(name) else ""
