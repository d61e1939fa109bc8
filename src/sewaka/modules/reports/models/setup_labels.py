"""The words of the set-up: levels, plans, units, what is wrong and what was refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.calendar import Budget, Unit
from sewaka.kernel.workflow import Text
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.shortcomings import Shortcoming
from sewaka.modules.reports.rules.draft import Identity
from sewaka.modules.reports.rules.levels import Level
from sewaka.modules.reports.rules.question_drafts import Kind
from sewaka.modules.reports.rules.routing import Plan

UNITS: Mapping[str, Text] = {
    Unit.HOURS: _("hours, day and night"),
    Unit.WORKING_HOURS: _("working hours"),
    Unit.WORKING_DAYS: _("working days"),
}

LEVELS: Mapping[str, Text] = {
    Level.HAMLET: _("Hamlet head"),
    Level.VILLAGE: _("Village office"),
    Level.DISTRICT: _("District head"),
    Level.AGENCY: _("Agency"),
    Level.AGENCY_HEAD: _("Head of agency"),
    Level.INSPECTORATE: _("Inspectorate"),
    Level.INSPECTOR: _("Head of the inspectorate"),
    Level.TRIAGE: _("Triage"),
    Level.MAYOR: _("The mayor's list"),
}

PLANS: Mapping[str, Text] = {
    Plan.HAMLET_FIRST: _("Neighbourhood first"),
    Plan.DIRECT: _("Straight to the agency"),
    Plan.CONFIDENTIAL: _("Sealed, inspectors only"),
}

VISIBILITIES: Mapping[str, Text] = {
    "public": _("Everybody"),
    "parties": _("Only those concerned"),
    "secret": _("Sealed"),
}

IDENTITIES: Mapping[str, Text] = {
    Identity.NAMED: _("With the name, seen by the office that handles it"),
    Identity.ANONYMOUS: _("Without the name, no officer sees it"),
    Identity.CONFIDENTIAL: _("The whole report closed to the public"),
}

POLICIES: Mapping[str, Text] = {
    "emergency": _("Emergency"),
    "light": _("Light matters"),
    "normative": _("Ordinary matters"),
    "information_request": _("Questions"),
    "nonsupervisory": _("Heavier matters"),
    "supervisory": _("Matters under supervision"),
}

QUESTION_KINDS: Mapping[str, Text] = {
    Kind.STRING: _("A short line"),
    Kind.TEXT: _("A longer text"),
    Kind.NUMBER: _("A number"),
    Kind.DATETIME: _("A day and time"),
    Kind.SINGLE: _("One of a list"),
    Kind.MULTI: _("Several of a list"),
    Kind.NOTE: _("A text to read, without an answer"),
    Kind.HAZARD: _("A warning that must be read before going on"),
}

ERRORS: Mapping[str, Text] = {
    "reports.setup.not_yours": _("Only the desk of the set-up may change this."),
    "reports.setup.stale": _(
        "Somebody else changed this while you were writing. Nothing was saved; what you wrote"
        " stands below. Look at the new version first, then save again."
    ),
    "reports.setup.unchanged": _("Nothing differs from what is in force. Nothing was saved."),
    "reports.route.overlaps": _(
        "This overlaps with a rule that stands: %(rule)s. End that one first, or choose other days."
    ),
    "reports.route.invalid": _("Something in the rule has to be mended. Nothing was saved."),
    "reports.route.unknown": _("There is no rule of this kind."),
    "reports.route.range": _("The rule ends before it begins. Choose a later end."),
    "reports.route.category": _("Choose a category of the list."),
    "reports.route.area": _("Choose an area of the list."),
    "reports.route.agency": _("Choose an agency of the city that exists on these days."),
    "reports.route.end_past": _(
        "Reports of days that are over went by this rule. Choose today or a later day."
    ),
    "reports.route.end_later": _("This rule ends sooner already. Add a new one instead."),
    "reports.key.invalid": _("Something in the key has to be mended. No key was made."),
    "reports.key.name": _("Say which program it is for, in at most 100 characters."),
    "reports.key.quota": _("Write a whole number from 1 to 100,000."),
    "reports.key.role": _("Choose one."),
    "reports.key.agency": _("Only a key of an agency names one, and it must exist."),
    "reports.template.invalid": _("Something in the answer has to be mended. Nothing was saved."),
    "reports.template.unknown": _("This ready-made answer does not exist."),
    "reports.template.name": _("Give it a name of at most 80 characters."),
    "reports.template.name_taken": _("There is an answer of this name for the same moment."),
    "reports.template.state": _("Choose a moment of the list."),
    "reports.template.text": _("Write 20 to 2,000 characters."),
    "reports.category.invalid": _("Something in the category has to be mended. Nothing was saved."),
    "reports.category.name": _("Write 1 to 120 characters."),
    "reports.category.keywords": _("At most 300 characters."),
    "reports.category.code": _(
        "Write 1 to 16 letters and digits; a dash may stand between them. The code never changes."
    ),
    "reports.category.taken": _(
        "Another category has this code, perhaps a retired one. Choose a code that nobody had."
    ),
    "reports.category.sealed_new": _(
        "There is one sealed way, for integrity reports. A new category can not be sealed."
    ),
    "reports.category.choice": _("Choose one of the list."),
    "reports.category.identities": _("Choose at least one."),
    "reports.category.policy": _("Choose a promise that gives some office time on this way."),
    "reports.category.sealed": _(
        "A category is sealed or not for good: the inspectors' reports must never come into other"
        " hands."
    ),
    "reports.category.proof_distance_m": _("Between 10 and 5,000 metres."),
    "reports.category.duplicate_radius_m": _("Between 1 and 1,000 metres."),
    "reports.category.duplicate_days": _("Write a whole number from 1 to 365."),
    "reports.category.order": _("A whole number from 0 to 9,999."),
    "reports.question.invalid": _("Something in the question has to be mended. Nothing was saved."),
    "reports.question.unknown": _("This category does not ask that."),
    "reports.question.words": _("Write 1 to 200 characters, in both languages."),
    "reports.question.hint": _("Write the help in both languages, or leave both empty."),
    "reports.question.choices": _(
        "A list, and only a list, has values: one a line, as short key = Indonesian = English, no"
        " key twice, at most 50."
    ),
    "reports.question.keys_stay": _(
        "A key is missing that answers may already hold. Add new lines, and keep the old keys."
    ),
    "reports.question.kind_stays": _(
        "The kind of a question stays. Retire this one and write a new one."
    ),
    "reports.question.code": _("A letter first, then letters, digits or _; at most 32."),
    "reports.question.taken": _(
        "This category has a question of that code, perhaps a retired one. Choose another."
    ),
    "reports.question.call": _("Only digits, blanks, brackets, + and -; at most 20."),
    "reports.question.place": _("A whole number from 1 to 20."),
    "reports.question.many": _(
        "Twenty questions are asked already. Retire one first: a report must cost no more than a"
        " minute."
    ),
    "reports.policy.code": _(
        "Write 2 to 40 small letters and digits; a dash or _ may stand between them. The code never"
        " changes."
    ),
    "reports.policy.taken": _("There is a promise of this code. Choose another."),
    "reports.policy.name": _("Write 1 to 80 characters."),
    "reports.policy.named_by_software": _(
        "This promise came with the software, which names it. Promises of the city's own can be"
        " renamed."
    ),
    "reports.policy.unknown": _("There is no promise of this name."),
    "reports.policy.impossible": _("Nobody could keep these times. Nothing was saved."),
    "reports.policy.amount": _("Write a whole number from 1 to 365."),
    "reports.policy.solution_first": _(
        "The solution is promised sooner than the answer. Give it at least as long."
    ),
    "reports.policy.offices_longer": _(
        "The offices together have longer than the answer. Give the answer more time, or an"
        " office less."
    ),
    "reports.policy.no_office": _("No office has time for it. Give at least one of them some."),
}

SHORTCOMINGS: Mapping[str, Text] = {
    "reports.policy.amount": _("Promise %(policy)s: a time is missing or too long."),
    "reports.policy.solution_first": _(
        "Promise %(policy)s: the solution is promised sooner than the answer."
    ),
    "reports.policy.offices_longer": _(
        "Promise %(policy)s: the offices together have longer than the answer."
    ),
    "reports.policy.no_office": _("Promise %(policy)s: no office has time for it."),
    "reports.setup.no_route": _(
        "%(category)s: no agency for the whole city; triage holds these reports."
    ),
    "reports.setup.no_promise": _("%(category)s: its promise gives no office time on its way."),
    "reports.setup.office_gone": _("%(office)s does not exist any more, and reports go there."),
    "reports.setup.nobody_there": _("%(office)s: nobody serves there, every report passes by."),
}


def shortcoming_text(one: Shortcoming) -> str:
    """The sentence of one thing to mend."""
    return str(SHORTCOMINGS[one.code]) % one.facts


def policy_name(code: str) -> str:
    """The name of a promise in the reader's language; its code where there is none."""
    if code in POLICIES:
        return str(POLICIES[code])
    words = catalogue.current().policy_names.get(code)
    return words.local((get_language() or "id")[:2]) if words else code


def budget_text(budget: Budget) -> str:
    """A budget in words: "8 working hours"."""
    amount = budget.amount
    words = {
        Unit.HOURS: ngettext("%(amount)s hour", "%(amount)s hours", amount),
        Unit.WORKING_HOURS: ngettext("%(amount)s working hour", "%(amount)s working hours", amount),
        Unit.WORKING_DAYS: ngettext("%(amount)s working day", "%(amount)s working days", amount),
    }
    return words[budget.unit] % {"amount": amount}
