"""The priority server in the room: one for each junction, which the shell alone obeys.

A vehicle's request is granted, or waits; when it is near, its stage is ordered, again every second,
so that the field unit lets go by itself when nobody orders any more. It has passed when it says so,
when the detectors say so, or when its minute of green is over. Times by the junction's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sewaka.modules.traffic.actions.priority import Change
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Source
from sewaka.modules.traffic.control.priority import (
    LONGER_S,
    PriorityRequest,
    RequestState,
    Server,
    Strategy,
    VehicleClass,
    bus_stage,
    wants_preemption,
)
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.wire import Answer, Order, Reading, Shown, Verb

HOLDS_S = 5.0  # an order that is not said again ends by itself
CHANGE_S = 5.0  # yellow, all-red and the rest of a least green, as a rule
_MINUTE_S = 55.0  # of green: as long as the shell holds it, less what a message takes
_EMPTY_S = 2.0  # so long nobody is seen before the line, after the vehicle was due
_OVER = frozenset({Mode.PREEMPT, Mode.RECOVERY})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the books know it."""

    id: UUID
    vehicle: str
    kind: VehicleClass
    junction: str
    approach: str
    stage: int
    eta_s: float
    eta_error_s: float
    state: RequestState
    has_passed: bool = False


@dataclass(slots=True)
class _Ride:
    """One request at this junction. `passed`: over the line of its approach since it was due."""

    asked: Asked
    number: int
    order: int | None = None  # while the shell is asked
    was_shown: bool = False  # the field unit has given way
    told: tuple[str, str] = ("", "")
    passed: int = 0
    empty_s: float | None = None  # since when nobody is seen there
    refusal: str = ""


class JunctionPriority:
    """Of one junction. `take` gives what has changed since the last time."""

    def __init__(self, *, post: Post) -> None:
        self._green = [stage.green for stage in post.junction.stages]
        self._server = Server(stages=len(post.junction.stages))
        self._rides: dict[UUID, _Ride] = {}
        self._over: set[UUID] = set()  # ended here; the books may not know it yet
        self._changes: list[Change] = []
        self._numbers = 0

    def sync(self, wanted: Iterable[Asked]) -> None:
        """These are live by the books; who is missing was overridden, or gave up."""
        by_id = {one.id: one for one in wanted}
        self._over &= by_id.keys()
        for known, ride in self._rides.items():
            if known in by_id:
                ride.asked = by_id[known]
        for gone in [known for known in self._rides if known not in by_id]:
            ride = self._rides[gone]
            ride.asked = replace(ride.asked, state=RequestState.OVERRIDDEN)
        for one in by_id.values():
            if one.id not in self._rides and one.id not in self._over:
                self._numbers += 1
                self._rides[one.id] = _Ride(one, self._numbers)

    def hear(self, reading: Reading) -> None:
        """What a detector of an approach says: who passed, and whether anybody is left."""
        road = reading.detector.rpartition("_")[0]
        for ride in self._rides.values():
            if ride.asked.approach == road:
                is_due = reading.t_s >= ride.asked.eta_s - ride.asked.eta_error_s
                ride.passed += reading.counts.total if is_due else 0
                if reading.zone:
                    ride.empty_s = None
                elif ride.empty_s is None:
                    ride.empty_s = reading.t_s

    def second(self, *, shown: Shown, number: Callable[[], int]) -> list[Order]:
        """What to order now that the signal has spoken."""
        now_s = shown.t_s
        orders = [order for gone in list(self._rides) for order in self._dropped(gone, shown)]
        for ride in self._rides.values():
            if ride.asked.state is not RequestState.RECOVERING:
                self._server.request(request=_request(ride), now_s=now_s)
        self._server.second(now_s=now_s, stage=shown.stage, is_green=self._has_green(shown))
        states = {one.number: one for one in self._server.requests}
        for ride in list(self._rides.values()):
            orders += self._ride(ride, states.get(ride.number), shown, number)
        return orders

    def stage_for(self, *, planned: int, shown: Shown) -> int:
        """The controller's stage, or another in favour of a bus."""
        served = self._server.served
        if served is None or served.strategy is Strategy.PREEMPT:
            return planned
        return bus_stage(
            request=served, running=shown.stage, planned=planned, now_s=shown.t_s,
            green_s=shown.age_s,
        )  # fmt: skip

    def answered(self, answer: Answer) -> bool:
        """Whether it answers one of these orders."""
        for ride in self._rides.values():
            if ride.order == answer.order:
                ride.refusal = "" if answer.is_accepted else answer.code
                return True
        return False

    def take(self) -> list[Change]:
        """What has changed."""
        found, self._changes = self._changes, []
        return found

    # --- one ride -------------------------------------------------------------------------

    def _has_green(self, shown: Shown) -> bool:
        """Whether the stage stands that was ordered for the one who is served."""
        served = self._server.served
        is_ordered = served is not None and any(
            ride.number == served.number and ride.order is not None for ride in self._rides.values()
        )
        is_stage = shown.stage < len(self._green) and shown.indications == self._green[shown.stage]
        return is_ordered and is_stage

    def _ride(
        self, ride: _Ride, known: PriorityRequest | None, shown: Shown, number: Callable[[], int]
    ) -> list[Order]:
        if known is None or known.state is RequestState.RECOVERING:
            if shown.mode not in _OVER:
                self._server.recovered(now_s=shown.t_s)
                self._end(ride, RequestState.DONE)
            return []
        exit_by = self._exit(ride, known, shown)
        if exit_by and known.is_open:
            return self._passed(ride, exit_by, shown)
        if not known.is_open:
            orders = self._let_go(ride, shown)
            self._end(ride, known.state, reason=known.reason)
            return orders
        self._tell(ride, known.state, reason=known.reason or ride.refusal, strategy=known.strategy)
        return self._keep_asking(ride, known, shown, number)

    def _exit(self, ride: _Ride, known: PriorityRequest, shown: Shown) -> str:
        """By whose word it has passed; "" as long as it has not."""
        if ride.asked.has_passed:
            return "vehicle"
        if known.strategy is not Strategy.PREEMPT:
            return "time" if shown.t_s > known.eta_s + LONGER_S else ""
        if ride.was_shown and shown.mode is not Mode.PREEMPT:
            if known.state is RequestState.ACTIVE and shown.t_s - known.since_s >= _MINUTE_S:
                return "time"
            ride.order, ride.was_shown = None, False  # let go too early: asked for anew
        is_due = shown.t_s >= known.eta_s and known.state is RequestState.ACTIVE
        is_empty = ride.empty_s is not None and shown.t_s - ride.empty_s >= _EMPTY_S
        return "detectors" if is_due and ride.passed and is_empty else ""

    def _passed(self, ride: _Ride, exit_by: str, shown: Shown) -> list[Order]:
        self._server.exit_confirmed(number=ride.number, now_s=shown.t_s)
        is_taken_back = ride.was_shown  # else nothing was taken from anybody
        state = RequestState.RECOVERING if is_taken_back else RequestState.DONE
        orders = self._let_go(ride, shown)
        left_at = datetime.fromtimestamp(shown.t_s, UTC)
        change = Change(ride.asked.id, state, exit_by=exit_by, left_at=left_at)
        self._changes.append(change)
        if state is RequestState.DONE:
            self._drop(ride)
        return orders

    def _keep_asking(
        self, ride: _Ride, known: PriorityRequest, shown: Shown, number: Callable[[], int]
    ) -> list[Order]:
        is_served = known.state in {RequestState.GRANTED, RequestState.ACTIVE}
        if not is_served:
            return self._let_go(ride, shown)  # an earlier one came
        if not wants_preemption(request=known, now_s=shown.t_s, change_s=CHANGE_S):
            return []
        if ride.order is None:
            ride.order = number()
        ride.was_shown = ride.was_shown or shown.mode is Mode.PREEMPT
        return [_order(Verb.PREEMPT, ride, shown, stage=known.stage)]

    def _let_go(self, ride: _Ride, shown: Shown) -> list[Order]:
        if ride.order is None:
            return []
        order = _order(Verb.PASSED, ride, shown, stage=ride.asked.stage)
        ride.order, ride.was_shown = None, False
        return [order]

    def _dropped(self, known: UUID, shown: Shown) -> list[Order]:
        ride = self._rides[known]
        if ride.asked.state is not RequestState.OVERRIDDEN:
            return []
        orders = self._let_go(ride, shown)
        self._drop(ride)
        return orders

    def _end(self, ride: _Ride, state: RequestState, *, reason: str = "") -> None:
        self._changes.append(Change(ride.asked.id, state, reason=reason))
        self._drop(ride)

    def _drop(self, ride: _Ride) -> None:
        self._rides.pop(ride.asked.id, None)
        self._server.forget(number=ride.number)
        self._over.add(ride.asked.id)

    def _tell(
        self, ride: _Ride, state: RequestState, *, reason: str, strategy: Strategy | None
    ) -> None:
        if ride.told != (state.value, reason):
            ride.told = state.value, reason
            change = Change(ride.asked.id, state, reason, strategy.value if strategy else "")
            self._changes.append(change)


def by_junction(wanted: Iterable[Asked]) -> Mapping[str, list[Asked]]:
    """The requests of each."""
    found: dict[str, list[Asked]] = {}
    for one in wanted:
        found.setdefault(one.junction, []).append(one)
    return found


def _request(ride: _Ride) -> PriorityRequest:
    asked = ride.asked
    return PriorityRequest(
        number=ride.number,
        vehicle=asked.vehicle,
        kind=asked.kind,
        stage=asked.stage,
        eta_s=asked.eta_s,
        is_authenticated=True,  # the API lets nobody else in
        eta_error_s=asked.eta_error_s,
    )


def _order(verb: Verb, ride: _Ride, shown: Shown, *, stage: int) -> Order:
    return Order(
        id=ride.order or 0,
        junction=shown.junction,
        verb=verb,
        issued_s=shown.t_s,
        expires_s=shown.t_s + HOLDS_S,
        by=Source.PRIORITY,
        stage=stage,
        reason=ride.asked.kind.value,
    )
