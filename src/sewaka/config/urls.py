"""All addresses of the city."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sewaka.city.api import build as build_api
from sewaka.config import health
from sewaka.kernel import registry

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("sewaka.city.portal.urls")),
    path("", include("sewaka.city.inbox.urls")),
    path("api/v1/", build_api().urls),
    path("", include("sewaka.city.dashboard.urls")),
    path("", include("sewaka.city.opendata.urls")),
    path("", include("sewaka.kernel.ui.urls")),
    path("", include("sewaka.platform.people.urls")),
    path("", include("sewaka.platform.notify.urls")),
    path("", include("sewaka.platform.privacy.urls")),
    path("", include("sewaka.platform.files.urls")),
    path("", include("sewaka.platform.territory.urls")),
    path("", include("sewaka.platform.calendars.urls")),
    path("", include("sewaka.platform.ledger.urls")),
    *(path("", include(module.urls)) for module in registry.modules() if module.urls),
]
handler400 = "sewaka.kernel.problems.middleware.bad_request"
handler403 = "sewaka.kernel.problems.middleware.not_found"
handler404 = "sewaka.kernel.problems.middleware.not_found"
handler429 = "sewaka.platform.people.pages.too_many"  # allauth looks for it here
handler500 = "sewaka.kernel.problems.middleware.broken"
