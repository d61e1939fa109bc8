"""404, 403, 500, 503 and offline: one page each, in both languages, without a database.

They are drawn from the values below with nothing but a template: no session, no menu, no actor.
Forbidden reads exactly like absent, so that nobody learns what exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from sewaka.kernel.ui.preferences import language_of, theme_of


@dataclass(frozen=True, slots=True)
class StaticPage:
    """Title and sentences in both languages."""

    icon: str
    title_id: str
    lines_id: tuple[str, ...]
    title_en: str
    lines_en: tuple[str, ...]
    code: str = ""


NOT_FOUND = StaticPage(
    icon="map-pin-off",
    title_id="Halaman ini tidak ada",
    lines_id=(
        "Mungkin alamatnya salah ketik, atau halaman ini hanya untuk orang tertentu.",
        "Periksa lagi alamatnya, atau mulai dari beranda.",
    ),
    title_en="This page does not exist",
    lines_en=(
        "The address may be mistyped, or the page is only for certain people.",
        "Check the address, or begin at the start page.",
    ),
    code="404",
)
BROKEN = StaticPage(
    icon="cloud-alert",
    title_id="Ada gangguan di pihak kami",
    lines_id=(
        "Ini bukan kesalahan Anda. Gangguan ini sudah tercatat.",
        "Kembali ke halaman sebelumnya: isian Anda biasanya masih ada. Lalu coba sekali lagi.",
    ),
    title_en="Something broke on our side",
    lines_en=(
        "This is not your fault, and it has been recorded.",
        "Go back one page: what you wrote is usually still there. Then try once more.",
    ),
    code="500",
)
BUSY = StaticPage(
    icon="hourglass",
    title_id="Kami segera kembali",
    lines_id=("Layanan sedang dirawat. Silakan coba lagi dalam 5 menit.",),
    title_en="Back in a few minutes",
    lines_en=("The service is being looked after. Please try again in 5 minutes.",),
    code="503",
)
OFFLINE = StaticPage(
    icon="wifi-off",
    title_id="Tanpa sinyal",
    lines_id=(
        "Halaman ini belum tersimpan di ponsel Anda.",
        "Halaman ini dapat dibuka lagi saat ada sinyal. Beranda tetap tersimpan.",
    ),
    title_en="No signal",
    lines_en=(
        "This page has not been kept on your phone.",
        "It opens again when there is a signal. The start page is kept.",
    ),
)
REFUSED_FORM = StaticPage(
    icon="shield-alert",
    title_id="Formulir ini sudah terlalu lama terbuka",
    lines_id=("Tidak ada yang terkirim. Kembali, muat ulang halamannya, lalu kirim lagi.",),
    title_en="This form was open for too long",
    lines_en=("Nothing was sent. Go back, reload the page, then send it again.",),
    code="403",
)


def answer(
    request: HttpRequest, shown: StaticPage, status: int, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page as a response that nobody may keep."""
    body = render_to_string(
        "ui/static_page.html",
        {"page": shown, "theme": theme_of(request), "language": language_of(request)},
    )
    response = HttpResponse(body, status=status, headers=dict(headers or {}))
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's handler404
    """handler404, and handler403: forbidden equals absent."""
    return answer(request, NOT_FOUND, HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """handler500."""
    return answer(request, BROKEN, HTTPStatus.INTERNAL_SERVER_ERROR)


def busy(request: HttpRequest, *, retry_after_s: int = 300) -> HttpResponse:
    """503 with the time to come back."""
    return answer(
        request, BUSY, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(retry_after_s)}
    )


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - CSRF_FAILURE_VIEW
    """CSRF_FAILURE_VIEW: the token was missing or too old."""
    return answer(request, REFUSED_FORM, HTTPStatus.FORBIDDEN)
