"""Where the key stands in a request, whose it is, and what the request says."""

from __future__ import annotations

import json
import re
from hashlib import sha256

from django.http import HttpRequest

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid
from sewaka.kernel.ids import new_secret

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,80}")
_NOT_PART_OF_IT = frozenset({FIELD, "csrfmiddlewaretoken"})


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return new_secret()


def key_of(request: HttpRequest) -> str:
    """The key of a request. Raises Invalid when it is missing or is not 16 to 80 plain signs."""
    key = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    if not key:
        raise Invalid("idempotency.missing", fields={FIELD: "idempotency.missing"})
    if not _KEY.fullmatch(key):
        raise Invalid("idempotency.malformed", fields={FIELD: "idempotency.malformed"})
    return key


def scope_of(actor: Actor) -> str:
    """Whose key it is: a key of one person says nothing to another."""
    if actor.person_id is not None:
        return f"person:{actor.person_id}"
    return f"link:{actor.link_case_id}" if actor.link_case_id else "anonymous"


def fingerprint(request: HttpRequest) -> bytes:
    """A digest of what is asked: address, fields and files; not the token, not the key."""
    digest = sha256(f"{request.method} {request.path}\0".encode())
    if request.content_type == "application/json":
        digest.update(request.body)
        return digest.digest()
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST)
    digest.update(json.dumps([pair for pair in fields if pair[0] not in _NOT_PART_OF_IT]).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            content = sha256()
            for chunk in upload.chunks():
                content.update(chunk)
            upload.seek(0)
            digest.update(name.encode() + b"\0" + content.digest())
    return digest.digest()
