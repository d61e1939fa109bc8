"""What became of a report: who did what, and when. Pure; office work falls into office hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from sewaka.kernel.calendar import WorkCalendar, advance, due_at
from sewaka.modules.reports.demo.planning import words
from sewaka.modules.reports.rules.validation import TIME

_SILENCE = timedelta(days=10)
_ASKED_AGAIN = timedelta(days=15)  # after the fourteen days that were named
_RECENT = timedelta(days=75)  # older ones have been dealt with, however late
_FRESH = timedelta(days=6)
# Minutes of open office for each promised day of a solution: most act within their turn, some not.
_LOOKS, _ANSWERS = 22, 30
_SLOW = {"pupr": 1.5, "dishub": 1.1, "dlhk": 0.7, "tirta": 0.6, "satpolpp": 1.0}


class Who(StrEnum):
    """Which side acts."""

    HAMLET = "hamlet"
    VILLAGE = "village"
    DISTRICT = "district"
    VALIDATOR = "validator"
    TRIAGE = "triage"
    AGENCY = "agency"
    HEAD = "head"  # of the agency
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
    looks: Who | None  # who looks first at finished work; None where nobody may
    crew: str  # who goes there for the agency
    at: datetime
    now: datetime
    _is_planned: bool = False

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
                yield self._work("verify", Who.HAMLET, minutes=self.days * _LOOKS)
            yield self._work("hand_over", Who.VILLAGE, minutes=self.days * _LOOKS)
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
        answers = self.days * _ANSWERS
        if kind == "asked":
            yield self._work(
                "ask_info", Who.AGENCY, self.days * _LOOKS, question=self._say("questions")
            )
            yield self._later("give_info", Who.AUTHOR, hours=30, answer=self._say("replies"))
        if kind == "rejected":
            yield from self._rejected()
            return
        if kind == "elsewhere":
            yield from self._elsewhere()
            return
        yield self._work("accept", Who.AGENCY, answers, answer=self._say("answers"))
        if kind == "stuck":
            yield from self._begun()
            return
        yield from self._solved(factor=4.5 if kind == "late" else 1.0)
        yield from self._afterwards()

    def _rejected(self) -> Iterator[Step]:
        """One in three authors objects; triage then agrees with every second of them."""
        reason = self.dice.choice(("unclear", "private_dispute", "not_public_matter"))
        answer = "Terima kasih. Laporan ini belum bisa kami proses karena alasan di atas."
        yield self._work("reject", Who.AGENCY, 400, reason_code=reason, answer=answer)
        if not self._chance(33):
            return
        yield self._later("object", Who.AUTHOR, hours=20, reason=self._say("objections"))
        if self._chance(50):
            yield self._work("reject", Who.TRIAGE, 120, reason_code=reason, answer=answer)
            return
        remark = "Keberatan pelapor kami terima, mohon dikerjakan."
        yield self._work("hand_over", Who.TRIAGE, 120, remark=remark)
        yield self._work("accept", Who.AGENCY, 200, answer=self._say("answers"))
        yield from self._solved(factor=0.5)
        yield self._settled()

    def _elsewhere(self) -> Iterator[Step]:
        """Another body has to act; two weeks later the city asks again and tells what it heard."""
        body = self.dice.choice(("pln", "telkom", "balai-jalan"))
        answer = "Sudah kami teruskan ke pihak yang berwenang hari ini."
        yield self._work("not_responsible", Who.AGENCY, 300, external_body=body, answer=answer)
        self.at += _ASKED_AGAIN
        yield Step("ask_back", Who.CITY, self.at)
        if self._chance(60):
            heard = self._say("external")
            yield self._work("external_answer", Who.AGENCY, 200, answer=heard)

    def _begun(self) -> Iterator[Step]:
        """A crew has it on its round and is not done yet; some wait for a named day first."""
        if self._chance(30):
            yield self._planned()
        if self._chance(60):
            yield self._work("start", Who.AGENCY, 60, crew=self.crew)

    def _solved(self, *, factor: float) -> Iterator[Step]:
        minutes = int(self.days * 480 * 0.38 * _SLOW.get(self.agency, 1.0) * factor)
        if self._chance(25):
            yield self._planned()
        if self._chance(70):
            yield self._work("start", Who.AGENCY, minutes // 2, crew=self.crew)
            minutes //= 2
        elif self._is_planned:
            yield self._work("start", Who.AGENCY, 5, crew=self.crew)
        yield self._work("finish", Who.AGENCY, minutes, answer=self._say("results"))
        yield from self._looked_at()

    def _planned(self) -> Step:
        self._is_planned = True
        step = self._work("schedule", Who.HEAD, 20, reason=self._say("reasons"))
        return replace(step, given={**step.given, "day": self.calendar.local_date(step.at)})

    def _looked_at(self) -> Iterator[Step]:
        """By the hamlet head, else by the validator; one in twelve is seen by nobody in time."""
        if self.looks is None:
            return
        if self._chance(6):
            yield self._work("refuse", self.looks, 90, reason=self._say("refusals"))
            yield self._work("finish", Who.AGENCY, 400, answer=self._say("results"))
        if self._chance(8):
            yield from self._silence(2 if self.looks is Who.HAMLET else 1)
            return
        yield self._work("validate", self.looks, 120)

    def _silence(self, desks: int) -> Iterator[Step]:
        for _ in range(desks):
            self.at = due_at(self.calendar, self.at, TIME)
            yield Step("pass_on", Who.CITY, self.at)

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
