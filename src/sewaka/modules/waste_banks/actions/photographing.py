"""Photos of what lay on the scale, which a phone sends after its records."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.waste_banks.models import DepositLine, WeighingDevice
from sewaka.modules.waste_banks.models import weighing as kept
from sewaka.modules.waste_banks.rules.weighing import clocks
from sewaka.platform.files import api as files


@transaction.atomic
def keep_photo(
    *, session_id: UUID, device: WeighingDevice, raw: bytes, actor: Actor, now: datetime
) -> int:
    """Bind a photo to the lines whose record names its hash; gives how many have it now.

    The same again changes nothing; of a deposit that was taken back before it came there is no
    line, and 0 is given. Its signature was checked. Raises NotFound("weighing.photo_unknown") for
    a photo of which no record of this phone tells, DomainError("weighing.too_late"), BadPhoto.
    """
    session = kept.session_of(session_id=session_id, device=device)
    if now - session.ends_at > timedelta(days=clocks.CLAIM_AFTER_DAYS):
        raise DomainError("weighing.too_late")
    chain = kept.locked_chain(session=session, device=device)
    places = kept.lines_with_photo(chain, digest=sha256(raw).hexdigest())
    if not places:
        raise NotFound("weighing.photo_unknown")
    lines = [
        one
        for record_id, n in places
        for one in DepositLine.objects.filter(deposit__record_id=record_id, n=n)
    ]
    bare = [one for one in lines if one.photo_id is None]
    if bare:
        stored = files.store_photo(upload=raw, actor=actor, now=now)
        files.attach(file_ids=[stored.pk], case_id=bare[0].deposit_id, actor=actor, now=now)
        DepositLine.objects.filter(pk__in=[one.pk for one in bare]).update(photo=stored)
    return len(lines)
