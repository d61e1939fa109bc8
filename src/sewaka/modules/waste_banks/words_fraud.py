"""The fraud desk in words: what each rule looks for, what it has seen, how a finding stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import StateGroup, Text
from sewaka.modules.waste_banks.rules.fraud.facts import Severity
from sewaka.modules.waste_banks.rules.states import FlagState

RULES: Final[Mapping[str, Text]] = {
    "F1": _("A customer whom maybe nobody knows"),
    "F2": _("Weights far from what is usual"),
    "F3": _("Waste that is missing"),
    "F4": _("Fee or worth that the rule does not give"),
    "F5": _("Said to be days older than it came"),
    "F6": _("A phone's records with a hole or a fork"),
    "F7": _("One person under two numbers"),
    "F8": _("One hand in two offices"),
    "F9": _("A price that came too late"),
    "F10": _("Withdrawals just below the limit"),
    "F11": _("Round weights, typed instead of weighed"),
    "F12": _("Records taken back too often"),
    "F13": _("A sleeping account, emptied after a new phone number"),
    "F14": _("One photo for several weighings"),
}

# What the rule holds for suspicious, with its figures; `rules.fraud` is where they decide.
ABOUT: Final[Mapping[str, Text]] = {
    "F1": _(
        "No phone, no receipt ever looked at, paid in cash, and more than 80 % of the deposits by"
        " one weigher; at least five such customers of that weigher."
    ),
    "F2": _(
        "A line above the limit of its sort or far from the median of the bank; or a weigher whose"
        " lines are all more than 15 % heavier than their colleagues'."
    ),
    "F3": _("More than 3 % and 5 kg of a sort came in and are neither sold nor there."),
    "F4": _("Each fee and each worth is counted anew from the weights and the bank's rule."),
    "F5": _("The weighing is dated more than three days before it came in."),
    "F6": _("Records of a phone follow each other by their hashes; here one does not."),
    "F7": _("The same NIK; or the same phone and names a slip of the pen apart."),
    "F8": _("Who weighed paid out on the same day, or who asked approved."),
    "F9": _("Published less than twelve hours before it was used, without a second signature."),
    "F10": _("Three withdrawals within seven days, each just below where a second person signs."),
    "F11": _("More than 40 % whole kilograms at a scale that shows grams, in 50 lines or more."),
    "F12": _(
        "More than 5 % of the records taken back, or the same weights booked to somebody else"
        " within ten minutes."
    ),
    "F13": _("More than 80 % taken out within 48 hours, after half a year without a deposit."),
    "F14": _("The same file, or the same picture made small anew."),
}

SEVERITIES: Final[Mapping[str, Text]] = {
    Severity.HIGH: _("soon"),
    Severity.MEDIUM: _("in time"),
}

STATES: Final[Mapping[str, Text]] = {
    FlagState.OPEN: _("To be looked at"),
    FlagState.EXPLAINED: _("Explained"),
    FlagState.CONFIRMED: _("Found to be true"),
}

STATE_GROUPS: Final[Mapping[str, StateGroup]] = {
    FlagState.OPEN: StateGroup.NEW,
    FlagState.EXPLAINED: StateGroup.DONE,
    FlagState.CONFIRMED: StateGroup.REJECTED,
}

# Figures of the evidence, by their name.
SEEN: Final[Mapping[str, Text]] = {
    "alike": _("Customers like this one at the weigher"),
    "booked": _("Deposits that stand"),
    "by": _("What both have in common"),
    "changed_at": _("Phone number changed"),
    "day": _("Day"),
    "fault": _("What is wrong with the records"),
    "first_used_at": _("First used"),
    "in_g": _("Came in this month"),
    "is": _("Both at once"),
    "lines": _("Lines looked at"),
    "missing_g": _("Missing"),
    "net_g": _("On the scale"),
    "occurred_at": _("Dated"),
    "off_idr": _("Difference in all"),
    "published_at": _("Published"),
    "ratio_percent": _("Weight compared with colleagues, in percent"),
    "received_at": _("Came in"),
    "usual_g": _("Usual for this sort here"),
    "voids": _("Records taken back"),
    "weigher": _("Weigher"),
    "whole": _("Of them whole kilograms"),
}

# Values of the evidence that are codes.
CODES: Final[Mapping[str, Text]] = {
    "address": _("the address"),
    "approver and applicant": _("asked and approved"),
    "fork": _("two records at one place"),
    "gap": _("a record is missing"),
    "link": _("a record does not follow the one before"),
    "nik": _("the identity number (NIK)"),
    "phone": _("the phone number"),
    "replayed": _("another session brought them already"),
    "weigher and cashier": _("weighed and paid out"),
}
