"""One deed per key: who sends the same thing twice gets the same answer once more.

    answer = idempotency.once(
        key=idempotency.key_of(request),
        scope=idempotency.scope_of(actor),
        request=idempotency.fingerprint(request),
        now=now,
        run=lambda: (201, {"number": submit(...).number}),
    )
    return answer.status, answer.body        # 201 the first time, 200 when it is a repetition

The key comes in the header `Idempotency-Key` or, from HTML forms, in the hidden field
`idempotency_key` (`new_key()` makes one for each form that is shown). The kept answer is written
in the same transaction as the deed: acknowledged means stored, and never twice.
"""

from __future__ import annotations

from sewaka.kernel.idempotency.keys import FIELD, HEADER, fingerprint, key_of, new_key, scope_of
from sewaka.kernel.idempotency.once import Answer, Reused, once

__all__ = [
    "FIELD",
    "HEADER",
    "Answer",
    "Reused",
    "fingerprint",
    "key_of",
    "new_key",
    "once",
    "scope_of",
]
