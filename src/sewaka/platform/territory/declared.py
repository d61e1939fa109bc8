"""What `territory` keeps about people, why, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import PersonalData, Retention
from sewaka.platform.territory.models import HamletHead

_HEADS = timedelta(days=6 * 365)  # a term of office


def _expire_heads(*, now: datetime, dry_run: bool) -> int:
    """Heads whom no list and no office has named for a term of office."""
    old = HamletHead.objects.filter(confirmed_at__lt=now - _HEADS)
    return old.count() if dry_run else old.delete()[0]


RETENTION = (
    Retention(
        "territory.heads",
        _("To reach the head of a hamlet"),
        _HEADS,
        "UU 25/2009",
        _expire_heads,
    ),
)
PERSONAL_DATA = (
    PersonalData(
        "territory.HamletHead.name",
        _("To reach the head of a hamlet"),
        "UU 25/2009",
        "territory.heads",
        _("Offices of the village and above"),
    ),
    PersonalData(
        "territory.HamletHead.phone",
        _("To reach the head of a hamlet"),
        "UU 25/2009",
        "territory.heads",
        _("Offices of the village and above"),
        key_class="identity",
    ),
)
