"""Django's settings, read once from the environment."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SEWAKA_MODE = os.environ.get("SEWAKA_MODE", "demo")  # demo, city, test
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-tools-that-never-serve")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

SEWAKA_MODULES: list[str] = []
SEWAKA_CITY_ROLES = "sewaka.platform.people.roles"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "sewaka.kernel.outbox",
    "sewaka.platform.agencies",
    "sewaka.platform.territory",
    "sewaka.platform.people",
    "sewaka.platform.cases",
]
AUTH_USER_MODEL = "people.Person"
ROOT_URLCONF = "sewaka.config.urls"
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia"), ("en", "English")]
TIME_ZONE = "Asia/Makassar"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("SEWAKA_DB_NAME", "sewaka"),
    }
}
