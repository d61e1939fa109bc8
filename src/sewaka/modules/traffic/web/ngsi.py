"""`/ngsi-ld/v1/entities`: reading the measured traffic by program, as NGSI-LD has it."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sewaka.modules.traffic import ngsi, ngsi_alerts

_LD, _JSON = "application/ld+json", "application/json"
_USUAL = 99
_TYPES = {ngsi.TYPE: ngsi.entities, ngsi_alerts.TYPE: ngsi_alerts.entities}


@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    """Entities of a type: normalised, or with `options=keyValues` their plain values."""
    asked = request.GET
    of_type = _TYPES.get(asked.get("type", ""))
    if of_type is None:
        return _refuse("BadRequestData", f"type must be {' or '.join(_TYPES)}")
    limit, offset = asked.get("limit", str(_USUAL)), asked.get("offset", "0")
    if not (_is_number(limit) and _is_number(offset) and 1 <= int(limit) <= ngsi.MOST):
        return _refuse("BadRequestData", f"limit is 1 to {ngsi.MOST}, offset 0 or more")
    found = of_type(limit=int(limit), offset=int(offset))
    if "keyValues" in asked.get("options", "").split(","):
        return HttpResponse(orjson.dumps(found), content_type=_JSON)
    return HttpResponse(orjson.dumps([ngsi.normalised(one) for one in found]), content_type=_LD)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9  # noqa: PLR2004 - fits an integer


def _refuse(kind: str, words: str) -> HttpResponse:
    """A refusal as ETSI GS CIM 009 has it."""
    body = {"type": f"https://uri.etsi.org/ngsi-ld/errors/{kind}", "title": words}
    return HttpResponse(orjson.dumps(body), status=400, content_type=_JSON)
