"""The engine's books: who leads, which overrides are in force, what each junction looks like.

They are kept by a thread of their own. When the database is away the engine steers on with what it
knows; the books say so and try again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from threading import Lock, Thread

import structlog
from django.db import Error, connection, transaction

from sewaka.kernel import clock, outbox
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.actions.incidents import Found, detect_incident
from sewaka.modules.traffic.actions.overriding import end_expired
from sewaka.modules.traffic.actions.priority import Change, note_priority
from sewaka.modules.traffic.actions.resetting import end_overdue_resets, note_answer
from sewaka.modules.traffic.control.incidents import LIMITS
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.priority import RequestState, VehicleClass
from sewaka.modules.traffic.engine.engine import Hold
from sewaka.modules.traffic.engine.picture import Picture
from sewaka.modules.traffic.engine.priority import Asked
from sewaka.modules.traffic.engine.resetting import ResetAnswer, ResetWish
from sewaka.modules.traffic.engine.watching import Detection
from sewaka.modules.traffic.events import FlashBegan, ModeChanged
from sewaka.modules.traffic.models import FlashReset, Override, PriorityRequest, SignalNow
from sewaka.modules.traffic.models.live import tell
from sewaka.modules.traffic.models.plans import in_force
from sewaka.modules.traffic.rules.priority import LIVE
from sewaka.modules.traffic.rules.resetting import ResetState
from sewaka.modules.traffic.wire_flash import Flash, Reset

EVERY_S = 1.0
PLANS_EVERY = timedelta(seconds=5)
_MOST_WAITING = 1_000
_LOCK = 0x5E4A_4001
_FIELDS = SignalNow._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
_COLUMNS = [field.name for field in _FIELDS if not field.primary_key]
log = structlog.get_logger(__name__)


class Books:
    """`hand` pictures in, `report` what the rules found, `note_answers` what signals said.

    `holds`, `plans`, `resets`, `priority`, `is_leading` come out.

    While the database is away detections wait, and the oldest of very many are dropped.
    """

    def __init__(self) -> None:
        self.is_leading = False
        self.holds: tuple[Hold, ...] = ()
        self.plans: Mapping[str, StagePlan] = {}
        self.resets: tuple[ResetWish, ...] = ()
        self.priority: tuple[Asked, ...] = ()
        self._pictures: dict[str, Picture] = {}  # to be written, by junction
        self._lock = Lock()
        self._handed = Flag()
        self._detections: deque[Detection] = deque(maxlen=_MOST_WAITING)
        self._answers: deque[ResetAnswer] = deque(maxlen=_MOST_WAITING)
        self._priority: deque[Change] = deque(maxlen=_MOST_WAITING)
        self._modes: dict[str, str] = {}
        self._flashes: dict[str, datetime | None] = {}
        self._plans_at: datetime | None = None
        self._has_lock = False
        self._stop = Flag()
        self._thread = Thread(target=self._run, name="books", daemon=True)

    def start(self) -> None:
        """Begin to look, every second."""
        self._thread.start()

    def close(self) -> None:
        """Let go of the lead, so that a spare takes over at once."""
        self._stop.set()
        self._handed.set()
        self._thread.join(timeout=5.0)

    def hand(self, pictures: Iterable[Picture]) -> None:
        """What is new; an older picture that was not written yet does not matter any more."""
        with self._lock:
            self._pictures |= {_code(picture): picture for picture in pictures}
            if self._pictures:
                self._handed.set()

    def report(self, detections: Iterable[Detection]) -> None:
        """Each becomes a case, unless its arm has one already."""
        self._detections.extend(detections)

    def note_answers(self, answers: Iterable[ResetAnswer]) -> None:
        """Each ends its reset."""
        self._answers.extend(answers)

    def note_priority(self, changes: Iterable[Change]) -> None:
        """How far requests are."""
        self._priority.extend(changes)

    def _run(self) -> None:
        next_s = time.monotonic()
        while not self._stop.is_set():
            self._handed.clear()
            try:
                if time.monotonic() >= next_s:
                    next_s = time.monotonic() + EVERY_S
                    self.look(now=clock.now())
                elif self._has_lock:
                    self._write(now=clock.now())
            except Error as error:
                # Whoever led goes on: a spare can not take over without the database either.
                log.warning("traffic.books", error=str(error).strip())
                self._has_lock = False
                connection.close()
            self._handed.wait(EVERY_S)
        connection.close()

    def look(self, *, now: datetime) -> None:
        """Once: the lead, the overrides, the pictures. Raises django.db.Error."""
        if not self._has_lock:
            self._has_lock = self.is_leading = _take_lead()
            self._modes = dict(SignalNow.objects.values_list("junction", "mode"))
            self._flashes = dict(SignalNow.objects.values_list("junction", "flash_since"))
        self.holds = tuple(_holds())
        self.resets = tuple(_resets())
        self._note_priority(now=now)
        self.priority = tuple(_asked())
        self._look_at_plans(now=now)
        if self.is_leading:
            end_expired(now=now)
            self._end_resets(now=now)
            self._open_cases(now=now)
            self._write(now=now)

    def _look_at_plans(self, *, now: datetime) -> None:
        """What is published and what the calendar says; it changes at whole minutes."""
        if self._plans_at is None or not timedelta(0) <= now - self._plans_at < PLANS_EVERY:
            self.plans = {code: plan.stage_plan for code, plan in in_force(at=now).items()}
            self._plans_at = now

    def _end_resets(self, *, now: datetime) -> None:
        while self._answers:
            one = self._answers[0]
            note_answer(reset_id=one.id, is_accepted=one.is_accepted, code=one.code, now=now)
            self._answers.popleft()
        end_overdue_resets(now=now)

    def _note_priority(self, *, now: datetime) -> None:
        count = len(self._priority)
        if count:
            note_priority(changes=[self._priority[at] for at in range(count)], now=now)
            for _ in range(count):
                self._priority.popleft()

    def _open_cases(self, *, now: datetime) -> None:
        while self._detections:
            one = self._detections[0]
            try:
                detect_incident(junction=one.junction, found=_found(one), actor=SYSTEM, now=now)
            except DomainError as refusal:
                log.warning("traffic.incident", detector=one.detector, code=refusal.code)
            self._detections.popleft()

    def _write(self, *, now: datetime) -> None:
        """What was handed since, and the notice to those who look. Raises django.db.Error."""
        with self._lock:
            handed, self._pictures = self._pictures, {}
        if not handed:
            return
        try:
            self._keep([handed[code] for code in sorted(handed)], now=now)
        except Error:
            with self._lock:
                self._pictures = handed | self._pictures
            raise

    def _keep(self, pictures: list[Picture], *, now: datetime) -> None:
        with transaction.atomic():
            for picture in pictures:
                self._tell_mode(picture, now=now)
                self._tell_flash(picture, now=now)
            SignalNow.objects.bulk_create(
                [_row(picture) for picture in pictures],
                update_conflicts=True,
                unique_fields=["junction"],
                update_fields=_COLUMNS,
            )
            tell([_code(picture) for picture in pictures])
        self._modes |= {_code(picture): picture.shown.mode.value for picture in pictures}
        self._flashes |= {_code(picture): _since(picture.shown.flash) for picture in pictures}

    def _tell_mode(self, picture: Picture, *, now: datetime) -> None:
        before, after = self._modes.get(_code(picture)), picture.shown.mode.value
        if before is not None and before != after:
            event = ModeChanged(junction=_code(picture), before=before, after=after)
            outbox.record(event, actor=SYSTEM, now=now)

    def _tell_flash(self, picture: Picture, *, now: datetime) -> None:
        flash, since = picture.shown.flash, _since(picture.shown.flash)
        if flash is not None and since is not None and since != self._flashes.get(_code(picture)):
            event = FlashBegan(junction=_code(picture), fault=flash.code, flash_since=since)
            outbox.record(event, actor=SYSTEM, now=now)


def _since(flash: Flash | None) -> datetime | None:
    return datetime.fromtimestamp(flash.since_s, UTC) if flash is not None else None


def _found(one: Detection) -> Found:
    rule = one.incident.rule
    evidence = {name: (value, LIMITS.get((rule, name))) for name, value in one.incident.evidence}
    return Found(rule, one.detector, evidence)


def _code(picture: Picture) -> str:
    return picture.shown.junction


def _take_lead() -> bool:
    """Whether this connection holds the lock, from now until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _holds() -> Iterable[Hold]:
    for row in Override.objects.filter(released_at=None):
        yield Hold(row.pk, row.junction, row.stage, row.expires_at.timestamp(), row.reason)


def _resets() -> Iterable[ResetWish]:
    for row in FlashReset.objects.filter(step=ResetState.CONFIRMED):
        reset = Reset(round(row.flash_since.timestamp(), 3), row.persons)
        yield ResetWish(row.pk, row.junction, reset, row.reason)


def _asked() -> Iterable[Asked]:
    for row in PriorityRequest.objects.filter(step__in=LIVE).order_by("asked_at", "place"):
        yield Asked(
            id=row.pk, vehicle=row.vehicle_id, kind=VehicleClass(row.kind), junction=row.junction,
            approach=row.approach, stage=row.stage, eta_s=row.eta.timestamp(),
            eta_error_s=row.eta_error_s, state=RequestState(row.step), has_passed=row.has_passed,
        )  # fmt: skip


def _row(picture: Picture) -> SignalNow:
    shown, flow = picture.shown, picture.flow
    return SignalNow(
        junction=shown.junction,
        at=datetime.fromtimestamp(shown.t_s, UTC),
        heard_at=datetime.fromtimestamp(picture.heard_s, UTC),
        stage=shown.stage,
        stages=picture.stages,
        indications=shown.indications,
        age_s=shown.age_s,
        mode=shown.mode.value,
        plan=shown.plan,
        faults=list(shown.faults),
        flash_since=_since(shown.flash),
        flash_code=shown.flash.code if shown.flash else "",
        why=picture.why.code,
        figures=dict(picture.why.figures),
        refusal=picture.refusal,
        level=flow.level.value if flow else "",
        delay_s=flow.delay_s if flow else None,
        queue=flow.queue if flow else None,
        passed=flow.passed if flow else None,
        queues=dict(picture.queues),
        silent=list(picture.silent),
        densities=dict(picture.densities),
    )
