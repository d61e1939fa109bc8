"""The settings under test: the real ones, in test mode, with a home of their own."""

from __future__ import annotations

import os
from pathlib import Path

_HOME = Path(__file__).resolve().parents[1] / "var" / "test"
os.environ["SEWAKA_MODE"] = "test"
os.environ["SEWAKA_HOME"] = os.environ.get("SEWAKA_TEST_HOME", str(_HOME))
for _name in ("DATABASE_URL", "SEWAKA_URL", "SEWAKA_DEMO_REPORTS", "PORT", "LIVE_PORT", "LIVE_URL"):
    os.environ.pop(_name, None)

from sewaka.config.settings import *  # noqa: E402, F403 - the environment comes first

MEMORY_RECHECK_S = 3600  # as in a city; every test begins with nothing remembered
MAIL_TRANSPORT = EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Argon2 costs 60 ms by design; a test that is about it asks for it by name.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
# A test's browser loads the middleware anew, and every one would read all static files again.
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns without it
