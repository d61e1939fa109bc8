"""Words for the codes of the engine, which knows no language.

Not named `sentences`: that name is taken by the words of refusals (`kernel.problems.catalogue`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sewaka.modules.traffic.control.explain import Explanation

REASONS = {
    "hold_coming": _("Green is held: %(count)d due within %(seconds)d s."),
    "hold_empty": _("Green rests at stage %(stage)d: nobody else needs it more."),
    "switch_waiting": _(
        "Stage %(stage)d is next: %(count)d waiting there, the longest for %(seconds)d s."
    ),
    "switch_coming": _("Stage %(stage)d is next: %(count)d due there within %(seconds)d s."),
    "max_red": _("Stage %(stage)d is next: somebody has had red for %(seconds)d s."),
    "changing": _("Changing to stage %(stage)d."),
    "off": _("The signal is dark."),
    "starting": _("The signal is starting: red for everybody."),
    "by_plan": _("Stage %(stage)d by the plan of the hour."),
    "by_operator": _("An operator holds stage %(stage)d."),
    "by_itself": _("Stage %(stage)d: the junction steers by its own detectors."),
    "emergency": _("Stage %(stage)d for an emergency."),
    "recovery": _("Stage %(stage)d: side streets get their time back after an emergency."),
    "flash": _("The signal flashes after a fault. Two persons must reset it."),
}

# Of the engine in the room, besides those of the controller.
ROOM_REASONS = {
    "blind": _("Too little is seen here to decide by; the signal steers itself."),
}

REFUSALS = {
    "flash": _("The signal flashes after a fault. Two persons must reset it first."),
    "not_before": _("An interval must finish first. Try again in a few seconds."),
    "overdue": _("Somebody has had red for too long and comes first."),
    "stale": _("The command came too late and was not carried out."),
    "clock": _("The clock of the sender is ahead. The command was not carried out."),
    "unknown_stage": _("This junction has no such stage."),
    "wrong_mode": _("Somebody else steers this junction now."),
    "duration": _("Between 1 and 600 seconds."),
    "plan_missing": _("This junction has no plan to follow."),
    "plan_empty": _("The plan has no stages."),
    "plan_nonsense": _("A time in the plan is not a number."),
    "plan_stage": _("The plan names a stage that this junction does not have."),
    "plan_min_green": _("A stage of the plan is shorter than its least green and its clearance."),
    "same_person": _("A second person must confirm the reset."),
    "other_flash": _("That flash is over; the signal has flashed anew since."),
    "no_answer": _("The signal did not answer. Look whether it still flashes, and ask again."),
    "not_latched": _("The signal does not flash: there is nothing to reset."),
    "not_authenticated": _("This vehicle is not known."),
    "rate": _("This vehicle has asked too often in the last hour."),
    "too_late": _("The vehicle should have passed already."),
    "preempt_over": _("It has had its minute of green."),
}

FLASH_FAULTS = {
    "conflict_monitor": _("Its conflict monitor has tripped."),
    "conflict": _("Two greens in conflict were asked for, and not shown."),
    "clock_broken": _("Its clock gives no time."),
    "nothing_left": _("Its detectors have failed, and it has no plan."),
}

RESET_STEPS = {
    "asked": _("asked for, a second person must confirm"),
    "confirmed": _("confirmed, the signal has not answered"),
    "done": _("done"),
    "refused": _("refused"),
    "lapsed": _("nobody confirmed"),
}

# Whom a signal gives way to, for everybody: which vehicle it is, nobody is told.
PASSING = {
    "emergency": _("An ambulance or fire engine passes."),
    "escort": _("An escort passes."),
    "bus": _("A bus goes first."),
}

VEHICLES = {"emergency": _("emergency"), "escort": _("escort"), "bus": _("bus")}

PRIORITY_STATES = {
    "requested": _("asked"),
    "granted": _("granted"),
    "queued": _("waits for an earlier one"),
    "rejected": _("refused"),
    "active": _("has green"),
    "cleared": _("has passed"),
    "recovering": _("has passed, side streets recover"),
    "done": _("over"),
    "expired": _("did not come"),
    "overridden": _("an operator said no"),
}

EXITS = {
    "vehicle": _("said by the vehicle"),
    "detectors": _("said by the detectors"),
    "time": _("its time was over"),
}

TROUBLES = {
    "breakdown": _("A lorry breaks down before the line (seconds)"),
    "closed_lane": _("A lane is closed (seconds)"),
    "dead_detector": _("A detector falls silent (seconds)"),
    "conflict_monitor": _("The conflict monitor trips: the signal flashes until it is reset"),
    "rain": _("It rains: everybody a fifth slower (seconds)"),
    "ambulance": _("An ambulance drives from Mahendradatta past Catur Muka"),
    "pace": _("The street runs so many times as fast as the clock (0: it stands still)"),
}

TROUBLE_ANSWERS = {
    "": _("The street has not taken it yet."),
    "done": _("Done."),
    "late": _("The street was not running."),
    "unknown_kind": _("The street does not know this."),
    "unknown_place": _("There is no such lane."),
    "amount": _("The number is out of bounds."),
    "no_way": _("There is no way from there to there."),
}

MODES = {
    "off": _("dark"),
    "all_red": _("red for everybody"),
    "scheduled": _("by the plan of the hour"),
    "adaptive": _("adapts to the traffic"),
    "manual": _("held by an operator"),
    "local": _("steers itself"),
    "preempt": _("way for an emergency"),
    "recovery": _("recovers after an emergency"),
    "flash": _("flashes after a fault"),
}

LEVELS = {
    "A": _("free"),
    "B": _("smooth"),
    "C": _("steady"),
    "D": _("dense"),
    "E": _("slow"),
    "F": _("jammed"),
}

INCIDENTS = {
    "blocked_greens": _("Two greens, and hardly anybody left."),
    "blocked_long": _("Somebody stands before a long green."),
    "nothing_leaves": _("Vehicles arrive and none leaves."),
    "stands_alone": _("Somebody stands on a lane that is free before him, at green."),
    "operator": _("An operator has seen it."),
    "link_occupancy": _("Dense before, empty behind: something stands between."),
    "spill_back": _("The queue fills the road back to the junction before."),
    "starvation": _("Somebody has had red for more than two minutes."),
    "overload": _("More traffic than the signal can pass, for half an hour."),
}

# Figures by which a rule found something.
EVIDENCE = {
    "green_s": _("Seconds of green that were lost"),
    "passed": _("Vehicles that left in them"),
    "upstream": _("Vehicles that came"),
    "distance_m": _("Metres before the line"),
    "occdf": _("Occupancy, before less behind"),
    "occrdf": _("The same, of what was before"),
    "docctd": _("Fall of the occupancy behind"),
}

DENSITIES = {
    "free": _("free"),
    "moving": _("moving"),
    "dense": _("dense"),
    "full": _("full"),
}

INCIDENT_STATES = {
    "detected": _("Detected"),
    "confirmed": _("Confirmed"),
    "dismissed": _("No incident"),
    "responding": _("Being seen to"),
    "on_the_spot": _("Somebody is on the spot"),
    "cleared": _("Street free again"),
    "closed": _("Over"),
}

INCIDENT_CAUSES = (
    ("breakdown", _("A vehicle broke down")),
    ("crash", _("A crash")),
    ("load", _("Something lay on the street")),
    ("works", _("Works that nobody had announced")),
    ("ceremony", _("A procession or ceremony")),
    ("flood", _("Water on the street")),
    ("other", _("Another cause")),
)

FALSE_ALARMS = (
    ("dense", _("Dense traffic, nothing in the way")),
    ("waiting", _("Somebody waited for a gap, or stopped for a moment")),
    ("detector", _("The detector was wrong")),
    ("announced", _("A closure that was announced")),
    ("test", _("A test")),
)

SEVERITIES = {"arm": _("the whole arm"), "lane": _("one lane of several")}

FAULTS = {
    "stuck_on": _("Says occupied without a break."),
    "silent": _("Silent while its neighbours count."),
    "chatter": _("Pulses too short to be vehicles."),
    "imbalance": _("Counts differ from the detector before it."),
    "too_many": _("Counts more than a lane can carry."),
    "clock": _("Its clock is wrong."),
}

HEALTH = {
    "healthy": _("healthy"),
    "suspect": _("suspect"),
    "failed": _("failed"),
    "repaired": _("mended, under watch"),
}

FAULT_STATES = {
    "open": _("Open"),
    "assigned": _("Given to somebody"),
    "repaired": _("Mended, under watch"),
    "verified": _("Mended"),
}


def flash_fault(code: str) -> str:
    """Why a signal flashes; the codes of the monitor, of which there are many, in one sentence."""
    return str(FLASH_FAULTS.get(code) or _("A rule of the safety shell was broken, and not shown."))


def why(*, code: str, figures: Mapping[str, int]) -> str:
    """The same of a kept decision; "" where nobody knows the code."""
    found = REASONS.get(code) or ROOM_REASONS.get(code)
    return str(found) % dict(figures) if found else ""


def sentence(*, explanation: Explanation) -> str:
    """A decision in the reader's language."""
    return str(REASONS[explanation.code]) % dict(explanation.figures)
