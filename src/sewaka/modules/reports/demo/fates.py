"""What became of a report: who did what, and when. Pure; office work falls into office hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from sewaka.kernel.calendar import WorkCalendar, advance
from sewaka.modules.reports.demo.planning import words

_SILENCE = timedelta(days=10)
_RECENT = timedelta(days=75)  # older ones have been dealt with, however late
_FRESH = timedelta(days=6)
_SLOW = {"pupr": 1.5, "dishub": 1.1, "dlhk": 0.7, "tirta": 0.6, "satpolpp": 1.0}


class Who(StrEnum):
    """Which side acts."""

    HAMLET = "hamlet"
    VILLAGE = "village"
    DISTRICT = "district"
    AGENCY = "agency"
    AUTHOR = "author"
    CITY = "city"  # by itself


@dataclass(frozen=True, slots=True)
class Step:
    """One deed."""

    action: str
    who: Who
    at: datetime
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Fate:
    """Walks through the offices with one report. `at` is the time of the last deed."""

    dice: Random
    calendar: WorkCalendar
    agency: str
    days: int  # the promised working days of a solution
    at: datetime
    now: datetime

    def steps(self, *, is_hamlet_first: bool, has_head: bool) -> Iterator[Step]:
        """Everything that happened, in order; the caller stops at the first one after `now`."""
        kind = self._kind()
        if kind == "cancelled":
            yield self._later("cancel", Who.AUTHOR, hours=6)
            return
        if self.at > self.now - _FRESH and self._chance(45):
            return  # nobody has come to it yet
        if is_hamlet_first:
            if has_head:
                yield self._work("verify", Who.HAMLET, minutes=110)
            yield self._work("hand_over", Who.VILLAGE, minutes=150)
        if kind == "stuck" and self._chance(50):
            return
        yield from self._agency(kind)

    def _kind(self) -> str:
        is_recent = self.at > self.now - _RECENT
        kinds = {"done": 78, "rejected": 6, "elsewhere": 3, "cancelled": 2, "asked": 4, "late": 7}
        if is_recent:
            kinds |= {"stuck": 9, "late": 3}
        return self.dice.choices(list(kinds), list(kinds.values()))[0]

    def _agency(self, kind: str) -> Iterator[Step]:
        if kind == "asked":
            yield self._work("ask_info", Who.AGENCY, 200, question=self._say("questions"))
            yield self._later("give_info", Who.AUTHOR, hours=30, answer=self._say("replies"))
        if kind == "rejected":
            reason = self.dice.choice(("unclear", "private_dispute", "not_public_matter"))
            answer = "Terima kasih. Laporan ini belum bisa kami proses karena alasan di atas."
            yield self._work("reject", Who.AGENCY, 400, reason_code=reason, answer=answer)
            return
        if kind == "elsewhere":
            body = self.dice.choice(("pln", "telkom", "balai-jalan"))
            answer = "Sudah kami teruskan ke pihak yang berwenang hari ini."
            yield self._work("not_responsible", Who.AGENCY, 300, external_body=body, answer=answer)
            return
        yield self._work("accept", Who.AGENCY, 320, answer=self._say("answers"))
        if kind == "stuck":
            return
        yield from self._solved(factor=4.5 if kind == "late" else 1.0)
        yield from self._afterwards()

    def _solved(self, *, factor: float) -> Iterator[Step]:
        minutes = int(self.days * 480 * 0.38 * _SLOW.get(self.agency, 1.0) * factor)
        if self._chance(70):
            yield self._work("start", Who.AGENCY, minutes // 2)
            minutes //= 2
        yield self._work("resolve", Who.AGENCY, minutes, answer=self._say("results"))

    def _afterwards(self) -> Iterator[Step]:
        if self._chance(42):
            yield self._settled()
        elif self._chance(12):
            yield self._later("dispute", Who.AUTHOR, hours=30, reason=self._say("disputes"))
            yield self._work("accept", Who.AGENCY, 200, answer=self._say("answers"))
            yield from self._solved(factor=0.5)
            yield self._settled()
        else:
            self.at += _SILENCE
            yield Step("auto_close", Who.CITY, self.at)

    def _settled(self) -> Step:
        stars = {"stars": str(self.dice.choices((3, 4, 5), (1, 3, 4))[0])}
        return self._later("settle", Who.AUTHOR, hours=40, **stars)

    def _work(self, action: str, who: Who, minutes: int, **given: Any) -> Step:
        """A deed of an office, within its hours."""
        spent = max(3, round(minutes * self.dice.lognormvariate(-0.2, 0.75)))
        self.at = advance(self.calendar, self.at, spent)
        return Step(action, who, self.at, given)

    def _later(self, action: str, who: Who, *, hours: int, **given: Any) -> Step:
        """A deed of a citizen, at any hour, well within the ten days."""
        waited = min(200.0, hours * self.dice.lognormvariate(-0.4, 0.7))
        self.at += timedelta(hours=waited)
        return Step(action, who, self.at, given)

    def _chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def _say(self, name: str) -> str:
        return str(self.dice.choice(words()[name]))
