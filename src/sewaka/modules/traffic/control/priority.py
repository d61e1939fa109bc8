"""Priority at one junction, in the roles of NTCIP 1211: vehicles request, a server grants.

`requested → granted | queued | rejected`; `granted → active → cleared → recovering → done`;
`expired` two minutes after the expected arrival; `overridden` by an operator. The server decides;
the shell alone changes the signal.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from enum import StrEnum

EXPIRES_S = 120.0
PER_HOUR = 10
HOUR_S = 3600.0
LEAD_S = 30.0  # an emergency's green is asked for when it is so near
LONGER_S = 10.0  # at most, for a bus that is nearly there
_EARLY_S = 30.0  # a bus may shorten a rival's green when it is so near


class VehicleClass(StrEnum):
    """Who asks; the order is that of their rank."""

    EMERGENCY = "emergency"
    ESCORT = "escort"
    BUS = "bus"


_RANK = {kind: rank for rank, kind in enumerate(VehicleClass)}
PREEMPTING = frozenset({VehicleClass.EMERGENCY, VehicleClass.ESCORT})


class RequestState(StrEnum):
    """How far a request is."""

    REQUESTED = "requested"
    GRANTED = "granted"
    QUEUED = "queued"
    REJECTED = "rejected"
    ACTIVE = "active"
    CLEARED = "cleared"
    RECOVERING = "recovering"
    DONE = "done"
    EXPIRED = "expired"
    OVERRIDDEN = "overridden"


_OPEN = frozenset(
    {RequestState.REQUESTED, RequestState.GRANTED, RequestState.QUEUED, RequestState.ACTIVE}
)


class Strategy(StrEnum):
    """What was granted."""

    PREEMPT = "preempt"
    EXTEND = "extend"  # a bus: the running green lasts a little longer
    EARLY = "early"  # a bus: its green comes a little earlier


@dataclass(frozen=True, slots=True)
class PriorityRequest:
    """One vehicle's request at one junction. Times in seconds; `stage`: that serves its way."""

    number: int
    vehicle: str
    kind: VehicleClass
    stage: int
    eta_s: float
    is_authenticated: bool
    eta_error_s: float = 5.0
    state: RequestState = RequestState.REQUESTED
    reason: str = ""  # of a rejection or a wait, as a code
    strategy: Strategy | None = None
    since_s: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its vehicle to pass."""
        return self.state in _OPEN

    @property
    def urgency(self) -> tuple[bool, bool, float, int, int]:
        """The smaller comes first: emergencies, who has green already, the earlier, the class."""
        is_waiting = self.state is not RequestState.ACTIVE
        is_minor = self.kind not in PREEMPTING
        return (is_minor, is_waiting, self.eta_s, _RANK[self.kind], self.number)


class Server:
    """Grants one request at a time; the rest wait and are told why."""

    def __init__(self, *, stages: int) -> None:
        self._stages = stages
        self._requests: dict[int, PriorityRequest] = {}
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)

    @property
    def requests(self) -> tuple[PriorityRequest, ...]:
        """All of them, the oldest first."""
        return tuple(self._requests.values())

    @property
    def served(self) -> PriorityRequest | None:
        """The one that has been granted or is active."""
        return next(
            (
                each
                for each in self._requests.values()
                if each.state in {RequestState.GRANTED, RequestState.ACTIVE}
            ),
            None,
        )

    def request(self, *, request: PriorityRequest, now_s: float) -> PriorityRequest:
        """Granted, queued or rejected: `not_authenticated`, `rate`, `unknown_stage`, `too_late`.

        The same number again brings a new expected time.
        """
        known = self._requests.get(request.number)
        if known is not None:
            if not known.is_open:
                return known
            self._requests[request.number] = replace(known, eta_s=request.eta_s)
        else:
            code = self._refusal(request, now_s)
            state = RequestState.REJECTED if code else RequestState.REQUESTED
            self._requests[request.number] = replace(
                request, state=state, reason=code, since_s=now_s
            )
        self._choose(now_s)
        return self._requests[request.number]

    def _refusal(self, request: PriorityRequest, now_s: float) -> str:
        if not request.is_authenticated:
            return "not_authenticated"
        asked = self._asked[request.vehicle]
        while asked and now_s - asked[0] >= HOUR_S:
            asked.popleft()
        if len(asked) >= PER_HOUR:
            return "rate"
        asked.append(now_s)
        if not 0 <= request.stage < self._stages:
            return "unknown_stage"
        return "too_late" if now_s > request.eta_s + EXPIRES_S else ""

    def _choose(self, now_s: float) -> None:
        """The most urgent open one is granted; one that was granted before steps back."""
        waiting = sorted((each for each in self._requests.values() if each.is_open),
                         key=lambda each: each.urgency)  # fmt: skip
        for place, each in enumerate(waiting):
            if each.state is RequestState.ACTIVE and place == 0:
                continue
            if place == 0:
                self._move(each, RequestState.GRANTED, now_s, strategy=_strategy(each))
            else:
                self._move(each, RequestState.QUEUED, now_s, reason="earlier_one")

    def second(self, *, now_s: float, stage: int, is_green: bool) -> tuple[PriorityRequest, ...]:
        """Expire and activate; returns those that changed. `stage` is shown, or comes next."""
        before = dict(self._requests)
        for each in self.requests:
            if each.is_open and now_s > each.eta_s + EXPIRES_S:
                self._move(each, RequestState.EXPIRED, now_s)
        self._choose(now_s)
        served = self.served
        if served and served.state is RequestState.GRANTED and is_green and stage == served.stage:
            self._move(served, RequestState.ACTIVE, now_s)
        return tuple(each for number, each in self._requests.items() if before.get(number) != each)

    def exit_confirmed(self, *, number: int, now_s: float) -> PriorityRequest:
        """The vehicle has left the junction; an emergency's side streets recover."""
        known = self._requests[number]
        if known.state in {RequestState.GRANTED, RequestState.ACTIVE}:
            does_recover = known.strategy is Strategy.PREEMPT
            self._move(known, RequestState.CLEARED, now_s)
            cleared = self._requests[number]
            state = RequestState.RECOVERING if does_recover else RequestState.DONE
            self._move(cleared, state, now_s)
            self._choose(now_s)
        return self._requests[number]

    def recovered(self, *, now_s: float) -> None:
        """The shell is back in its former mode."""
        for each in self.requests:
            if each.state is RequestState.RECOVERING:
                self._move(each, RequestState.DONE, now_s)

    def override(self, *, number: int, now_s: float) -> PriorityRequest:
        """An operator says no."""
        if self._requests[number].is_open:
            self._move(self._requests[number], RequestState.OVERRIDDEN, now_s)
            self._choose(now_s)
        return self._requests[number]

    def forget(self, *, number: int) -> None:
        """It is over, or given up; the next is chosen with the next second."""
        self._requests.pop(number, None)

    def _move(
        self,
        request: PriorityRequest,
        state: RequestState,
        now_s: float,
        *,
        reason: str = "",
        strategy: Strategy | None = None,
    ) -> None:
        if request.state is state:
            return
        self._requests[request.number] = replace(
            request,
            state=state,
            reason=reason,
            strategy=strategy or request.strategy,
            since_s=now_s,
        )


def wants_preemption(*, request: PriorityRequest, now_s: float, change_s: float) -> bool:
    """Whether the shell is to be asked now: the arrival, less its error and the change, is near."""
    if request.strategy is not Strategy.PREEMPT or not request.is_open:
        return False
    return request.eta_s - request.eta_error_s - change_s - now_s <= LEAD_S


def bus_stage(
    *, request: PriorityRequest, running: int, planned: int, now_s: float, green_s: float
) -> int:
    """The stage to ask for in a bus's favour; the planned one where nothing can be done for it.

    Its own green is kept for some seconds when it arrives within them; a rival's ends early once
    it is past what the shell demands. Never more, and never against the shell.
    """
    away_s = request.eta_s - now_s
    if request.kind is not VehicleClass.BUS or request.state is RequestState.QUEUED:
        return planned
    if running == request.stage:
        return running if 0.0 <= away_s <= LONGER_S else planned
    return request.stage if 0.0 <= away_s <= _EARLY_S and green_s >= LONGER_S else planned


def downstream(
    *, request: PriorityRequest, number: int, stage: int, leaves_s: float, link_s: float
) -> PriorityRequest:
    """The same vehicle's request at the next junction: when it leaves here, and the link's time."""
    return replace(
        request,
        number=number,
        stage=stage,
        eta_s=leaves_s + link_s,
        state=RequestState.REQUESTED,
        strategy=None,
        reason="",
    )


def _strategy(request: PriorityRequest) -> Strategy:
    return Strategy.PREEMPT if request.kind in PREEMPTING else Strategy.EXTEND
