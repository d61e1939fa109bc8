"""The root of `/api/v1`: the routers of the city and of every module of the registry.

Refusals are problems (RFC 9457) with a stable `code`; nothing below `/api/` answers HTML.
"""

from __future__ import annotations

from ninja import NinjaAPI

from sewaka.city.inbox.api import router as cases_router
from sewaka.kernel import problems, registry, rest
from sewaka.platform.ledger.http import router as ledger_router


def build() -> NinjaAPI:
    """The API of this city."""
    api = NinjaAPI(
        title="Sewaka",
        version="1",
        description="Kota terbuka untuk program: satu kota, satu orang, satu berkas.",
        renderer=rest.OrjsonRenderer(),
        urls_namespace="api",
        docs_url=None,
        openapi_url="/openapi.json",
    )
    problems.install(api)
    api.add_router("/cases", cases_router)
    api.add_router("/ledger", ledger_router)
    for module in registry.modules():
        if module.api is not None:
            api.add_router(f"/{module.code.replace('_', '-')}", module.api())
    return api
