"""Whether detectors are to be believed: what is known of each now, and cases of those that fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import Avg, F, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from sewaka.modules.traffic.control import health
from sewaka.modules.traffic.control.health import Fault, Reading, State
from sewaka.modules.traffic.control.observe import Health
from sewaka.modules.traffic.models.measured import Minute, Observation, Quarter
from sewaka.modules.traffic.models.roadside import Detector

WINDOW = timedelta(seconds=health.WINDOW_S)
_LATELY = timedelta(minutes=15)
_NOW = timedelta(seconds=90)
_MADE_AFTER = timedelta(minutes=3)  # the newest minute is two to three minutes old at its making
_AN_HOUR = WINDOW / _LATELY
_DAYS = 7  # before today, for what is usual


class DetectorFaultDetail(models.Model):
    """One to one with its case. `faults`: what was wrong when it was opened."""

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    detector = models.ForeignKey(Detector, on_delete=models.PROTECT, related_name="fault_cases")
    faults = models.JSONField(default=list)
    failed_since = models.DateTimeField()

    class Meta:
        verbose_name = _("fault of a detector")

    def __str__(self) -> str:
        return f"{self.detector_id} {self.failed_since:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Change:
    """A detector stands elsewhere than before."""

    detector: Detector
    before: str


def readings(*, now: datetime) -> Mapping[int, Reading]:
    """What is known of each detector that has ever spoken, out of the minutes of the last hour.

    Pulses are not in the messages, and no table says which detector lies before which: the rules
    of chatter and of the balance of counts find nothing here.
    """
    detectors = list(Detector.objects.exclude(last_at=None).select_related("lane"))
    hours, drifts = _hours(now=now), _drifts(now=now)
    lately_h = {pk: (hour.lately or 0) * _AN_HOUR for pk, hour in hours.items()}
    others_h = _others_h(detectors, lately_h)
    beside = _beside(detectors, hours)
    found = {
        one.pk: replace(
            _reading(hours.get(one.pk, _Hour()), drifts.get(one.pk, 0.0), now),
            neighbours_h=others_h[one.pk],
            beside=beside[one.pk],
        )
        for one in detectors
    }
    quiet = [pk for pk, reading in found.items() if reading.silent_s > health.SILENT_S]
    usual = _usual_h(quiet, now=now)
    return found | {pk: replace(found[pk], usual_h=usual.get(pk)) for pk in quiet}


def check(*, now: datetime) -> list[Change]:
    """Where each detector stands now, written; those that changed."""
    known = readings(now=now)
    changed: list[Change] = []
    rows: list[Detector] = []
    for one in Detector.objects.filter(pk__in=list(known)).select_for_update().order_by("pk"):
        before = state_of(one)
        after = health.after(state=before, reading=known[one.pk], now_s=now.timestamp())
        if after == before:
            continue
        put(one, after)
        rows.append(one)
        if after.health is not before.health:
            changed.append(Change(one, before.health.value))
    Detector.objects.bulk_update(rows, ["health", "health_since", "faults"])
    return changed


def state_of(detector: Detector) -> State:
    """As the rules have it."""
    since_s = detector.health_since.timestamp() if detector.health_since else 0.0
    return State(Health(detector.health), since_s, tuple(Fault(one) for one in detector.faults))


def put(detector: Detector, state: State) -> None:
    """Set its columns; not saved yet."""
    detector.health = state.health.value
    detector.health_since = datetime.fromtimestamp(state.since_s, UTC)
    detector.faults = [fault.value for fault in state.faults]


def ill() -> list[Detector]:
    """Those that are not healthy, failed first, the longest first."""
    rank = {"failed": 0, "suspect": 1, "repaired": 2}
    found = Detector.objects.exclude(health="healthy").select_related("junction")
    return sorted(
        found,
        key=lambda one: (
            rank.get(one.health, len(rank)),
            one.health_since.timestamp() if one.health_since else 0.0,
            one.code,
        ),
    )


def open_faults(*, detectors: Iterable[int]) -> Mapping[int, DetectorFaultDetail]:
    """The open case of each of them that has one."""
    found = DetectorFaultDetail.objects.filter(
        detector__in=list(detectors), case__closed_at=None
    ).select_related("case")
    return {row.detector_id: row for row in found}


@dataclass(frozen=True, slots=True)
class _Hour:
    """A detector's minutes: begin of the newest, of the newest that counted, that had room."""

    until: datetime | None = None
    counted: datetime | None = None
    free: datetime | None = None
    just_now: int | None = None
    lately: int | None = None
    cars: int | None = None
    motorcycles: int | None = None


def _hours(*, now: datetime) -> Mapping[int, _Hour]:
    passed = F("n_motorcycle") + F("n_car") + F("n_heavy")
    late = Q(started_at__gte=now - _LATELY - _MADE_AFTER)
    just_now = Q(started_at__gte=now - timedelta(seconds=health.STUCK_ON_S) - _MADE_AFTER)
    rows = (
        Minute.objects.filter(started_at__gte=now - WINDOW, started_at__lt=now)
        .annotate(passed=passed)
        .values("detector_id")
        .annotate(
            until=Max("started_at"),
            counted=Max("started_at", filter=Q(passed__gt=0)),
            free=Max("started_at", filter=Q(occupancy__lt=health.OCCUPIED)),
            just_now=Sum("passed", filter=just_now),
            lately=Sum("passed", filter=late),
            cars=Sum(F("n_car") + F("n_heavy"), filter=late),
            motorcycles=Sum("n_motorcycle", filter=late),
        )
    )
    names = [field.name for field in fields(_Hour)]
    return {pk: _Hour(*seen) for pk, *seen in rows.values_list("detector_id", *names)}


def _usual_h(detectors: list[int], *, now: datetime) -> Mapping[int, float]:
    """Vehicles an hour that each counted in these quarters of the seven days before."""
    if not detectors:
        return {}
    begin = now - WINDOW
    first = begin - timedelta(minutes=begin.minute % 15, seconds=begin.second)
    quarters = [
        first.replace(microsecond=0) + timedelta(minutes=15 * n) - timedelta(days=day)
        for day in range(1, _DAYS + 1)
        for n in range(4)
    ]
    passed = F("n_motorcycle") + F("n_car") + F("n_heavy")
    rows = Quarter.objects.filter(detector_id__in=detectors, started_at__in=quarters)
    found = rows.values("detector_id").annotate(usual=Avg(passed))
    return {row["detector_id"]: float(row["usual"]) * 4 for row in found}


def _drifts(*, now: datetime) -> Mapping[int, float]:
    """Seconds by which a clock is wrong, where ingest has marked its readings for it."""
    rows = (
        Observation.objects.filter(
            observed_at__gt=now - WINDOW, received_at__gt=now - _NOW, status="clock"
        )
        .values("detector_id")
        .annotate(drift=Avg(F("observed_at") - F("received_at")))
    )
    return {row["detector_id"]: row["drift"].total_seconds() for row in rows}


def _beside(detectors: list[Detector], hours: Mapping[int, _Hour]) -> Mapping[int, int | None]:
    """Vehicles that the other detectors of the arm counted just now; None where there is none."""
    by_arm: dict[str, list[int]] = {}
    for one in detectors:
        by_arm.setdefault(one.lane.approach_id, []).append(one.pk)
    counted = {pk: hour.just_now or 0 for pk, hour in hours.items()}
    return {
        pk: sum(counted.get(other, 0) for other in members if other != pk) if members[1:] else None
        for members in by_arm.values()
        for pk in members
    }


def _others_h(detectors: list[Detector], lately_h: Mapping[int, float]) -> Mapping[int, float]:
    """Vehicles an hour at the other detectors of the junction, on average."""
    by_junction: dict[str, list[int]] = {}
    for one in detectors:
        by_junction.setdefault(one.junction_id, []).append(one.pk)
    found: dict[int, float] = {}
    for members in by_junction.values():
        total = sum(lately_h.get(pk, 0.0) for pk in members)
        for pk in members:
            others = len(members) - 1
            found[pk] = (total - lately_h.get(pk, 0.0)) / others if others else 0.0
    return found


def _reading(seen: _Hour, drift_s: float, now: datetime) -> Reading:
    begin = now - WINDOW
    since = max(seen.free or begin, seen.counted or begin)
    on_s = (seen.until - since).total_seconds() if seen.until else 0.0
    # A clock that runs ahead is not silence: its readings are kept out of the minutes.
    silent_s = 0.0 if drift_s else (now - (seen.counted or begin)).total_seconds()
    return Reading(
        on_s=on_s,
        silent_s=silent_s,
        cars_h=(seen.cars or 0) * _AN_HOUR,
        motorcycles_h=(seen.motorcycles or 0) * _AN_HOUR,
        drift_s=drift_s,
    )
