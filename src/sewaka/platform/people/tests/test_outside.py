"""Signing in by another office's identity: off, and how it looks when it is on."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

SCRIPT = """
import json, os
import django
from django.conf import settings
settings.DATABASES["default"].update(json.loads(os.environ["DATABASE_OF_THE_TEST"]))
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
from django.urls import reverse
url = reverse("openid_connect_login", args=["luar"])
page = Client().get(url)
policy = page.headers["Content-Security-Policy"]
print(url, page.status_code, policy.split("form-action ")[1].split(";")[0])
print("Masuk dengan Identitas Contoh" in page.content.decode())
"""


def test_is_off_until_a_provider_is_named(client: Client, db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login", args=["luar"])
    assert client.get("/akun/luar/luar/masuk").status_code == 404


def test_a_named_provider_gets_its_pages_and_its_place_in_the_policy(db: None) -> None:
    here = {name: connection.settings_dict[name] for name in ("HOST", "PORT", "USER", "NAME")}
    here["PASSWORD"] = connection.settings_dict["PASSWORD"]
    chosen = {
        "OIDC_URL": "https://sso.contoh.example/realms/kota",
        "OIDC_NAME": "Identitas Contoh",
        "OIDC_CLIENT_ID": "sewaka",
        "OIDC_CLIENT_SECRET": "bukan rahasia",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DATABASE_OF_THE_TEST": json.dumps(here),
    }
    ran = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **chosen},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines() == [
        "/akun/luar/luar/masuk 200 'self' https://sso.contoh.example",
        "True",
    ]
