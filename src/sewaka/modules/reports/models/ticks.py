"""When the city's clock last went round: a page says so when that was too long ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.remembered import Remembered

DELAYED_AFTER: Final = timedelta(minutes=5)
HOPS: Final = "hops"
VACANCIES: Final = "vacancies"


class Tick(models.Model):
    """The last round of one of the city's clocks."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("round of a clock")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


def note(*, now: datetime, name: str = HOPS) -> None:
    """The clock has gone round."""
    Tick.objects.update_or_create(name=name, defaults={"at": now})


def last_round(*, name: str) -> datetime | None:
    """When that clock last went round. Its row is locked: two rounds at once go one by one."""
    rows = Tick.objects.select_for_update().filter(name=name)
    return rows.values_list("at", flat=True).first()


def is_delayed(*, now: datetime) -> bool:
    """Whether turns of offices may be shown too old. A clock that never ran is not late."""
    last = _kept.get()
    return last is not None and now - last > DELAYED_AFTER


def _read() -> datetime | None:
    return Tick.objects.filter(name=HOPS).values_list("at", flat=True).first()


_kept = Remembered(read=_read)
