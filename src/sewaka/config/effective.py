"""The settings in force, and what a public city must not have."""

from __future__ import annotations

import re

from django.conf import settings

_SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|KEY", re.IGNORECASE)
_SHOWN = (
    "SEWAKA_MODE", "SEWAKA_URL", "LIVE_URL", "ALLOWED_HOSTS", "SEWAKA_MODULES", "LANGUAGE_CODE",
    "TIME_ZONE", "IS_HTTPS", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_NAME",
    "EMAIL_BACKEND", "EMAIL_HOST", "SMS_GATEWAY", "SMS_TOKEN", "MEDIA_ROOT", "STATIC_ROOT",
    "SECRET_KEY",
)  # fmt: skip
_ENOUGH = 40  # characters of a secret key


def settings_in_force() -> dict[str, str]:
    """Name and value, secrets masked."""
    found = {name: _shown(name, getattr(settings, name, "")) for name in _SHOWN}
    database = settings.DATABASES["default"]
    for part in ("HOST", "PORT", "NAME", "USER", "PASSWORD"):
        found[f"DATABASE.{part}"] = _shown(part, database[part])
    return found


def refusals() -> list[str]:
    """Why this installation must not be opened to the public; empty when it may."""
    found = []
    if settings.IS_PUBLIC and settings.SEWAKA_MODE != "city":
        found.append(
            f"SEWAKA_MODE={settings.SEWAKA_MODE} on a public host: everybody can sign in as"
            " anybody in the demo. Set SEWAKA_MODE=city"
        )
    if settings.IS_PUBLIC and not settings.IS_HTTPS:
        found.append("SEWAKA_URL is not https: passwords would travel in the clear")
    if settings.SEWAKA_MODE == "city" and not settings.IS_PUBLIC:
        found.append("SEWAKA_URL names no public host, but SEWAKA_MODE is city")
    if len(settings.SECRET_KEY) < _ENOUGH:
        found.append(f"SECRET_KEY is shorter than {_ENOUGH} characters")
    if settings.SMS_GATEWAY and not settings.SMS_GATEWAY.startswith("https://"):
        found.append("SMS_GATEWAY is not https: numbers and messages would travel in the clear")
    if settings.SMS_GATEWAY and not settings.SMS_TOKEN:
        found.append("SMS_GATEWAY is set, and SMS_TOKEN is not: the gateway would refuse it")
    return found


def _shown(name: str, value: object) -> str:
    if _SECRET.search(name) and "COOKIE" not in name:
        return f"set ({len(str(value))} characters)" if value else "not set"
    return str(value)
