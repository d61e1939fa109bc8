"""A browser without JavaScript: reads pages, fills forms as a patient person would, posts them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urljoin

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from PIL import Image

from tests.conformance.knocking import body_of

TYPED = {
    "email": "made@contoh.example",
    "tel": "+62 800 0000 0001",
    "number": "1",
    "date": "2026-11-27",
}
# What is typed into fields of these names. Nothing is struck out: the words would be gone.
NAMED: dict[str, str] = {"struck": ""}
WORDS = "Jalan Contoh dekat warung, Sesetan"
TEXT_TYPES = frozenset({"text", "search", "email", "tel", "url", ""})
_REDIRECTS = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)
_MOST_REDIRECTS = 5


@dataclass
class Page:
    """Where the browser stands."""

    url: str
    status: int
    soup: BeautifulSoup

    @property
    def form(self) -> Form | None:
        """The form that the page is about: the first in `main` that is posted."""
        for found in self.soup.select("main form"):
            if str(found.get("method", "get")).lower() == "post":
                return Form(found, url=urljoin(self.url, str(found.get("action") or self.url)))
        return None

    @property
    def words(self) -> str:
        """The text of the page's own part."""
        main = self.soup.select_one("main")
        return main.get_text(" ", strip=True) if main else ""


@dataclass(frozen=True)
class Form:
    """A form and what stands in it."""

    tag: Tag
    url: str

    def fields(self) -> Iterator[Tag]:
        """Everything that is sent, buttons not included."""
        for found in self.tag.select("input[name], select[name], textarea[name]"):
            if (
                found.get("type") not in ("submit", "button", "image")
                and "disabled" not in found.attrs
            ):
                yield found

    def texts(self) -> list[str]:
        """The names of the fields in which people write."""
        return [
            str(f["name"])
            for f in self.fields()
            if f.name == "textarea" or (f.name == "input" and f.get("type", "") in TEXT_TYPES)
        ]

    def filled(self) -> dict[str, Any]:
        """Right answers to everything."""
        answers: dict[str, Any] = {}
        for found in self.fields():
            name, value = str(found["name"]), _answer(found)
            is_choice = found.get("type") == "radio"
            if value is not None and not (is_choice and name in answers):
                answers[name] = value
        return answers

    def blank(self) -> dict[str, str]:
        """What a browser sends when somebody presses the button at once."""
        kept = [f for f in self.fields() if f.get("type") == "hidden"]
        return dict.fromkeys(self.texts(), "") | {
            str(f["name"]): str(f.get("value", "")) for f in kept
        }


def _answer(found: Tag) -> Any:
    if found.name == "select":
        values = [str(option.get("value", "")) for option in found.select("option")]
        return next((value for value in values if value), "")
    kind = str(found.get("type", ""))
    if found["name"] in NAMED:
        return NAMED[str(found["name"])]
    if found.name == "textarea" or kind in TEXT_TYPES or kind in TYPED:
        return TYPED.get(kind, WORDS)
    if kind == "file":
        return _picture()
    if kind == "checkbox":
        return str(found.get("value", "on")) if "required" in found.attrs else None
    return str(found.get("value", ""))


def _picture() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, "JPEG")
    return SimpleUploadedFile("foto.jpg", buffer.getvalue(), content_type="image/jpeg")


@dataclass
class PlainBrowser:
    """Follows links and posts forms; never sees a script."""

    client: Client
    seen: list[Page] = field(default_factory=list)

    def open(self, url: str) -> Page:
        """Go there, and on along redirects."""
        return self._arrive(url, self.client.get(url))

    def send(self, form: Form, answers: Mapping[str, Any]) -> Page:
        """Post the form, with its files."""
        return self._arrive(form.url, self.client.post(form.url, data=dict(answers)))

    def send_bytes(self, form: Form, answers: Mapping[str, str]) -> Page:
        """Post whatever text, even what no browser would send."""
        body = urlencode(answers, errors="surrogatepass").encode()
        kind = "application/x-www-form-urlencoded"
        return self._arrive(form.url, self.client.generic("POST", form.url, body, kind))

    def _arrive(self, url: str, response: HttpResponseBase) -> Page:
        for _ in range(_MOST_REDIRECTS):
            if response.status_code not in _REDIRECTS:
                break
            url = urljoin(url, response.headers["Location"])
            response = self.client.get(url)
        page = Page(url, response.status_code, BeautifulSoup(body_of(response), "lxml"))
        self.seen.append(page)
        return page
