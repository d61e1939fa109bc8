"""The two cookies of a reporter without an account: the draft's, and the device's mark."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sewaka.kernel import clock, limits
from sewaka.kernel.ids import digest, new_secret
from sewaka.modules.reports.actions.submit import Sender
from sewaka.modules.reports.models import drafts
from sewaka.platform.people.api import actor_of

_DRAFT = "draf"
_DEVICE = "perangkat"
_DEVICE_DAYS = timedelta(days=365)
_NEW_DEVICES = limits.Limit("reports.new_devices.network", 60, timedelta(minutes=10))


def draft_token(request: HttpRequest) -> str:
    """The cookie of the draft; empty when there is none."""
    return request.COOKIES.get(_name(_DRAFT), "")


def device_mark(request: HttpRequest) -> str:
    """The cookie that tells this device from others; empty on its first visit."""
    return request.COOKIES.get(_name(_DEVICE), "")


def device_hash(mark: str) -> bytes:
    """What is stored of a device: a digest that leads nowhere."""
    return digest(f"device:{mark}")


def sender_of(request: HttpRequest, mark: str = "") -> Sender:
    """Who sends, for the limits: the device by its cookie, officers without any.

    Devices that are seen for the first time are counted by network address, generously: a whole
    banjar may stand behind one. Raises TooMany.
    """
    known = device_mark(request)
    if not known:
        limits.spend(_NEW_DEVICES, who=request.META.get("REMOTE_ADDR", ""), now=clock.now())
    return Sender(
        device=device_hash(known or mark) if known or mark else None,
        limits_apply=not actor_of(request).is_staff,
    )


def keep_draft(response: HttpResponse, token: str) -> HttpResponse:
    """Send the draft's cookie along, for as long as the draft is kept."""
    return _set(response, _DRAFT, token, drafts.KEEP)


def keep_device(response: HttpResponse, mark: str) -> HttpResponse:
    """Send the device's mark along."""
    return _set(response, _DEVICE, mark, _DEVICE_DAYS)


def new_mark() -> str:
    """A fresh mark for a device."""
    return new_secret()


def drop_draft(response: HttpResponse) -> HttpResponse:
    """Forget the draft's cookie."""
    response.delete_cookie(_name(_DRAFT), samesite="Lax")
    return response


def _set(response: HttpResponse, name: str, value: str, keep: timedelta) -> HttpResponse:
    response.set_cookie(
        _name(name),
        value,
        max_age=int(keep.total_seconds()),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _name(name: str) -> str:
    return f"__Host-{name}" if settings.IS_HTTPS else name
