"""The installable app: manifest, worker, kept pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from sewaka.city.portal import shell
from sewaka.kernel.ui import assets


@pytest.fixture
def with_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> Iterator[None]:
    """As if the worker had been built, with one line of code."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "sw.js").write_text("// the worker\n")
    settings.BUILD = tmp_path
    monkeypatch.setattr(assets, "_address", lambda name: f"/static/{name}")
    assets.forget()
    shell.worker_source.cache_clear()
    yield
    assets.forget()
    shell.worker_source.cache_clear()


def test_the_manifest_names_the_app() -> None:
    answer = Client().get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    body = answer.json()
    assert (body["id"], body["start_url"], body["display"]) == (
        "/",
        "/?dari=layar-utama",
        "standalone",
    )
    assert (body["theme_color"], body["background_color"]) == ("#0B5563", "#FAF7F2")


def test_the_manifest_takes_photos_that_other_apps_share() -> None:
    target = Client().get("/manifest.webmanifest").json()["share_target"]
    assert (target["action"], target["method"]) == ("/lapor/bagikan", "POST")
    assert target["enctype"] == "multipart/form-data"
    assert target["params"] == {"files": [{"name": "foto", "accept": ["image/*"]}]}


def test_the_manifests_colours_are_those_of_the_tokens() -> None:
    tokens = Path(__file__).resolve().parents[5] / "frontend" / "src" / "css" / "tokens.css"
    light = tokens.read_text().split("}")[0]
    assert f"--brand: {shell.THEME_COLOUR.lower()};" in light
    assert f"--bg: {shell.GROUND_COLOUR.lower()};" in light


@pytest.mark.usefixtures("with_worker")
def test_the_worker_is_told_what_to_keep() -> None:
    answer = Client().get("/sw.js")
    first, second, _rest = answer.content.decode().split("\n", 2)
    told = json.loads(first.removeprefix("self.SEWAKA = ").removesuffix(";"))
    steps = ["/lapor/foto", "/lapor/lokasi", "/lapor/isi", "/lapor/periksa", "/lapor/antrean"]
    assert told["pages"] == ["/", "/layanan", "/luring", *steps, "/bank-sampah/timbang"]
    assert told["aliases"] == {"/lapor": "/lapor/foto"}
    assert told["share"] == {"action": "/lapor/bagikan", "step": "/lapor/foto"}
    assert told["offline"] == "/luring"
    assert second == "// the worker"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("with_worker")
def test_the_kill_switch_leaves_no_worker_behind(settings: Settings) -> None:
    settings.SERVICE_WORKER = False
    assert Client().get("/sw.js").content.decode() == shell.LEAVE


def test_without_a_build_the_worker_takes_itself_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_address", lambda _name: "")
    assets.forget()
    shell.worker_source.cache_clear()
    assert Client().get("/sw.js").content.decode() == shell.LEAVE
    assets.forget()
    shell.worker_source.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/layanan",
        "/luring",
        "/lapor/foto",
        "/lapor/lokasi",
        "/lapor/isi",
        "/lapor/periksa?ponsel=1",
        "/lapor/antrean",
    ],
)
def test_kept_pages_are_the_same_for_everybody(path: str) -> None:
    answer = Client().get(path)
    assert answer.headers["Cache-Control"] == "no-cache"
    page = BeautifulSoup(answer.content, "lxml")
    assert answer.status_code == 200
    assert "csrf" not in answer.content.decode().lower()
    assert list(answer.cookies) == []
    assert page.select(".account, .bell") == []
    assert answer.content == Client().get(path).content
