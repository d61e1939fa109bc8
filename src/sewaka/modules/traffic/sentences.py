"""Sentences for the codes that traffic raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "traffic.street.amount": _("Between 0 and 3600."),
    "traffic.figures.too_long": _("Ask for %(days)d days at most, from earlier to later."),
    "traffic.figures.zone": _("Times need their zone, as in 2026-11-23T08:00:00+08:00."),
    "traffic.cursor": _("This place in the list is not known. Begin anew."),
    "traffic.batch": _("This is not a batch of readings."),
    "traffic.junction.not_found": _("There is no such junction, or nothing is heard of it."),
    "traffic.approach.not_found": _("This junction has no such approach."),
    "traffic.day_type.not_found": _("There is no such kind of day."),
    "traffic.incident.not_found": _("There is no such incident."),
    "traffic.fault.not_healthy": _("This detector has not agreed with its neighbours for an hour."),
    "traffic.simulation.not_found": _("There is no such comparison."),
    "traffic.simulation.hour": _("An hour from 0 to 23."),
    "traffic.simulation.seeds": _("Between 1 and %(most)d draws."),
    "traffic.simulation.same": _("Both are the same plans: there is nothing to compare."),
    "traffic.simulation.plan": _("There is no such plan."),
    "traffic.simulation.counts": _(
        "Less than 80%% of this hour was heard on the arm %(approach)s, and no usual day is known."
    ),
    "traffic.kpi.not_found": _("There is no such comparison."),
    "traffic.kpi.windows": _(
        "The days before come first, then those after; each at most %(most)d days."
    ),
    "traffic.kpi.junctions": _("Choose at least one junction that was changed."),
    "traffic.kpi.controls": _("A junction was changed or left as it was, not both."),
    "traffic.kpi.excluded": _("Not a day with its reason: %(line)s. Write: 2026-11-20 flood"),
    "traffic.kpi.days_few": _(
        "Too few days of the same kind were heard well: at least %(least)d on each side."
    ),
    "traffic.kpi.day_types": _("Before and after have no kind of day in common."),
    "traffic.kpi.nonsense": _("The figures of these days mean nothing."),
    "traffic.plan.not_found": _("There is no such plan."),
    "traffic.plan.code": _("A name of small letters, digits and hyphens, at most 32."),
    "traffic.plan.empty": _("The plan has no stages."),
    "traffic.plan.stage": _("Line %(line)d: this junction has no such stage."),
    "traffic.plan.nonsense": _("A time in the plan is not a number, or longer than 600 s."),
    "traffic.plan.min_green": _(
        "Line %(line)d: %(has)s s, but the change into this stage and its least green need"
        " %(needed)s s (yellow, all-red and clearance of the safety shell)."
    ),
    "traffic.plan.offset": _("The offset lies between 0 and the cycle, %(cycle)s s."),
    "traffic.plan.sum_r": _(
        "More comes than can pass: the sum of the flow ratios is %(sum)s and PKJI 2023 wants less"
        " than 0.95 (not verified)."
    ),
    "traffic.plan.own": _("A second engineer must approve it, not its author."),
    "traffic.plan.not_yours": _("Only its author changes a draft, and only until it is approved."),
    "traffic.plan.moved_on": _("This plan has gone on since you looked. See where it is now."),
    "traffic.plan.matrix": _(
        "The conflict matrix of this junction is not approved yet. See: Net of streets."
    ),
    "traffic.matrix.moved_on": _(
        "Another net was imported since you looked. Look at the movements again."
    ),
    "traffic.plan.past": _("A plan begins now or later, not in the past."),
    "traffic.day.past": _("That day has passed: it is counted already."),
    "traffic.day.far": _("That day is more than a year away."),
    "traffic.day.reason": _("A reason of %(least)d to %(most)d letters."),
    "traffic.day.kind": _("There is no such kind of day."),
    "traffic.camera.not_found": _("There is no such camera, or no such version."),
    "traffic.camera.list": _("The file of cameras (TRAFFIC_CAMERAS) can not be read."),
    "traffic.camera.junction": _("The file of cameras names a junction that is not there."),
    "traffic.camera.opencv": _("OpenCV is not installed on this server."),
    "traffic.camera.no_picture": _("The camera shows no picture."),
    "traffic.camera.taps": _("The two counts do not belong together. Begin the trial anew."),
    "traffic.camera.detector": _("Each lane has a detector of this junction, each its own."),
    "traffic.camera.corners": _("Four corners are needed, each as two numbers."),
    "traffic.camera.order": _(
        "The corners go round a rectangle: near left, near right, far right, far left."
    ),
    "traffic.camera.side": _("A side of the rectangle is a length in metres."),
    "traffic.camera.along": _(
        "The camera looks straight along the road: measure the length of the rectangle, too."
    ),
    "traffic.camera.shape": _(
        "No camera sees a rectangle of these sides like that. Measure again, or move the corners."
    ),
    "traffic.camera.no_lane": _("Choose a detector for one lane at least."),
    "traffic.camera.apart": _("The two lines lie 3 to 6 m apart."),
    "traffic.camera.outside": _(
        "A line, with 1.5 m before and behind it, is not in the picture. Move it, or the lanes."
    ),
    "traffic.camera.edges": _("The left edge of a lane lies left of its right edge."),
    "traffic.camera.overlap": _("Lanes go from left to right and do not overlap."),
    "traffic.camera.wide": _("All lanes together are 30 m wide at most."),
    "traffic.day_rule.not_found": _("There is no such kind of day, or no such span."),
    "traffic.day_rule.name": _("A kind of day has a name in both languages."),
    "traffic.day_rule.rank": _("Another kind has this rank. Each has its own."),
    "traffic.day_rule.shift": _("Days before or after, at most seven, go with a holiday."),
    "traffic.day_rule.weekdays": _("Choose weekdays from Monday to Sunday."),
    "traffic.day_rule.hidden": _(
        "The kind %(kind)s could never come: %(by)s, which has the lower rank, takes all its days."
    ),
    "traffic.day_rule.gap": _("Some weekday would be left without a kind of day."),
    "traffic.day_rule.used": _("A calendar or a day names this kind, so it stays."),
    "traffic.day_rule.no_spans": _("This kind goes by no written days. Change its rule first."),
    "traffic.day_rule.span": _("The last day is the first one or later, a year at most."),
    "traffic.day_rule.source": _("Write where that stands, so that others can look it up."),
    "traffic.vehicle.not_found": _("There is no such vehicle."),
    "traffic.vehicle.code": _("Three to 32 capitals, digits and hyphens, as AMB-07."),
    "traffic.vehicle.owner": _("Write which office or hospital answers for it."),
    "traffic.vehicle.known": _("There is a vehicle of that code already. Give it a new key."),
    "traffic.calendar.not_found": _("There is no such calendar."),
    "traffic.calendar.day_type": _("Line %(line)d: there is no such kind of day."),
    "traffic.calendar.set": _("Line %(line)d: no plan of the set %(set)s was approved yet."),
    "traffic.calendar.hours": _("Line %(line)d: from is before until, and until is 24:00 at most."),
    "traffic.calendar.priority": _("Line %(line)d: a priority from 0 to %(most)d."),
    "traffic.calendar.overlap": _(
        "Line %(line)d and line %(other)d speak of the same hours with the same priority: give one"
        " of them the higher one."
    ),
    "traffic.calendar.own": _("A second engineer must approve it, not its author."),
    "traffic.calendar.not_yours": _(
        "Only its author changes a draft, and only until it is approved."
    ),
    "traffic.calendar.moved_on": _(
        "This calendar has gone on since you looked. See where it is now."
    ),
    "traffic.priority.not_found": _("There is no such call for priority."),
    "traffic.priority.vehicle": _("This vehicle may not ask, or not for another one."),
    "traffic.priority.class": _("This vehicle may not ask in this class."),
    "traffic.priority.eta": _("A time with its zone, at most an hour ahead."),
    "traffic.priority.too_late": _("The vehicle should have passed already."),
    "traffic.priority.route": _("This way does not lead across any signal."),
    "traffic.priority.over": _("This call is over already."),
    "traffic.reset.not_found": _("There is no such reset."),
    "traffic.reset.not_flashing": _("The signal does not flash: there is nothing to reset."),
    "traffic.reset.other_flash": _(
        "That flash is over; the signal has flashed anew since. Look at it, and ask again."
    ),
    "traffic.reset.open": _("Somebody has asked for this reset already. See who must confirm it."),
    "traffic.reset.same_person": _(
        "Whoever asked for a reset does not confirm it. A second person must."
    ),
    "traffic.reset.late": _(
        "It was asked for more than %(minutes)d minutes ago. Look at the signal, and ask again."
    ),
    "traffic.reset.moved_on": _("This reset has gone on since you looked. See where it is now."),
    "traffic.override.not_found": _("There is no such override."),
    "traffic.override.reason": _("Say why, in at least %(letters)d letters: everybody reads it."),
    "traffic.override.duration": _("Between 1 and %(seconds)d seconds."),
    "traffic.override.stage": _("This junction has no such stage."),
    "traffic.override.held": _(
        "Somebody else holds this junction. Take over by name, or wait until it ends."
    ),
    "traffic.override.moved_on": _(
        "This has changed since you looked: see who holds the junction now."
    ),
    "traffic.override.over": _("This override has ended already. The signal steers itself again."),
    "traffic.override.renewed": _("It was made longer once already. Begin anew, with a reason."),
}
