"""What the pages of the promises show, as values of the components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sewaka.kernel.ui.formats import day, moment, number
from sewaka.kernel.ui.values import Cell, Column, Kpi, Row, Table, Text
from sewaka.modules.reports.effects.rehearsing import Rehearsal
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.promised import InForce, Version
from sewaka.modules.reports.models.setup_labels import LEVELS, PLANS, budget_text, policy_name
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.levels import Level
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.rehearsal import Example, Sum, Tally, What

_CHANGES: Mapping[What, Text] = {
    What.RESPONSE_LATE: gettext_lazy("answer would be late"),
    What.RESPONSE_IN_TIME: gettext_lazy("answer would be in time"),
    What.RESOLUTION_LATE: gettext_lazy("solution would be late"),
    What.RESOLUTION_IN_TIME: gettext_lazy("solution would be in time"),
    What.SKIPPED_MORE: gettext_lazy("an office more would be passed by"),
    What.SKIPPED_LESS: gettext_lazy("an office less would be passed by"),
    What.DUES: gettext_lazy("only the promised days differ"),
}
_BOTH = "{} → {}"


def listing(found: Iterable[InForce]) -> dict[str, Any]:
    """The list of all promises."""
    rows = [
        Row(
            (
                Cell(policy_name(one.policy.code), url=_edit_url(one.policy.code)),
                Cell(budget_text(one.policy.response)),
                Cell(budget_text(one.policy.resolution)),
                Cell("; ".join(_chains(one.policy))),
                Cell(_used(one)),
                Cell(number(one.policy.version)),
            )
        )
        for one in found
    ]
    columns = (
        Column("name", _("Promise"), is_main=True),
        Column("response", _("Answer")),
        Column("resolution", _("Solution")),
        Column("chain", _("Time of the offices")),
        Column("used", _("Used by")),
        Column("version", _("Version"), is_number=True),
    )
    return {"table": Table(_("Promises in force"), columns, rows, empty=_("No promise yet."))}


def editing(versions: Sequence[Version], *, tried: Rehearsal | None) -> dict[str, Any]:
    """The page of one promise; `tried` is what a rehearsal has just found."""
    code = versions[0].policy.code
    return {
        "name": policy_name(code),
        "history": _history(versions),
        "tried": _tried(tried) if tried is not None else None,
    }


def _edit_url(code: str) -> str:
    return reverse("reports:setup_promise", args=[code])


def _used(one: InForce) -> str:
    names = [category.local_name for category in one.categories]
    return ", ".join(names) or str(_("no category, or only for its kind of report"))


def _chains(policy: Policy) -> Iterator[str]:
    """Each way with its offices and their time."""
    for plan, stages in policy.chains.items():
        offices = ", ".join(f"{LEVELS[one.level]} {budget_text(one.budget)}" for one in stages)
        yield f"{PLANS[plan]}: {offices}"


def _history(versions: Sequence[Version]) -> Table:
    rows = []
    for place, one in enumerate(versions):
        before = versions[place + 1] if place + 1 < len(versions) else None
        rows.append(
            Row(
                (
                    Cell(number(one.policy.version)),
                    Cell(moment(one.since)),
                    Cell(one.made_by or _("brought by the software")),
                    Cell(_changed(before, one)),
                )
            )
        )
    columns = (
        Column("version", _("Version"), is_main=True),
        Column("since", _("Since")),
        Column("by", _("By")),
        Column("what", _("What changed")),
    )
    return Table(_("All versions"), columns, rows)


def _changed(before: Version | None, after: Version) -> str:
    """What differs from the version before, in words."""
    if before is None:
        return str(_("the first version"))
    old, new = _said(before), _said(after)
    return "; ".join(
        f"{name}: {_BOTH.format(old.get(name, '–'), new.get(name, '–'))}"
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )


def _said(one: Version) -> dict[str, str]:
    """Everything that a version says, in words: names, where it has any, and times."""
    names = one.names
    called = {str(_("Name")): names.id, str(_("Name in English")): names.en} if names else {}
    times = policies.budgets(one.policy).items()
    return called | {_budget_name(name): budget_text(budget) for name, budget in times}


def _budget_name(name: str) -> str:
    if name == policies.RESPONSE:
        return str(_("Answer"))
    if name == policies.RESOLUTION:
        return str(_("Solution"))
    plan, _dash, level = name.partition("-")
    return f"{LEVELS[level]} ({PLANS[plan]})"


def _tried(found: Rehearsal) -> dict[str, Any]:
    total = found.tally.total
    looked = ngettext(
        "%(count)s report of %(since)s to %(until)s was looked at.",
        "%(count)s reports of %(since)s to %(until)s were looked at.",
        total.looked,
    ) % {"count": number(total.looked), "since": day(found.since), "until": day(found.until)}
    return {
        "looked": looked,
        "is_cut": found.is_cut,
        "moved": total.moved,
        "days_only": found.tally.changes[What.DUES],
        "kpis": _kpis(total),
        "categories": _categories(found.tally),
        "levels": _levels(total),
        "examples": _examples(found.tally.examples),
    }


def _kpis(total: Sum) -> list[Kpi]:
    late = (
        (_("Answered late"), total.response_late),
        (_("Solved late"), total.resolution_late),
        (_("Offices passed by"), [one.total() for one in total.skipped]),
    )
    return [
        Kpi(_("Reports that would move"), number(total.moved), count=total.looked),
        *(
            Kpi(
                label,
                number(after),
                change=_difference(before, after),
                is_change_good=None if before == after else after < before,
                period=_("now %(count)s") % {"count": number(before)},
            )
            for label, (before, after) in late
        ),
    ]


def _difference(before: int, after: int) -> str:
    return "±0" if before == after else f"{after - before:+d}".replace("-", "−")


def _pair(before: int, after: int) -> Cell:
    return Cell(_BOTH.format(number(before), number(after)))


def _categories(tally: Tally) -> Table:
    known = catalogue.current().categories
    rows = [
        Row(
            (
                Cell(known[code].local_name if code in known else code),
                Cell(number(one.looked)),
                Cell(number(one.moved)),
                _pair(*one.response_late),
                _pair(*one.resolution_late),
                _pair(*(counts.total() for counts in one.skipped)),
            )
        )
        for code, one in sorted(tally.categories.items())
    ]
    columns = (
        Column("category", _("Category"), is_main=True),
        Column("looked", _("Looked at"), is_number=True),
        Column("moved", _("Would move"), is_number=True),
        Column("response", _("Answered late"), is_number=True),
        Column("resolution", _("Solved late"), is_number=True),
        Column("skipped", _("Offices passed by"), is_number=True),
    )
    empty = _("No report of the last year began under this promise.")
    return Table(_("By category: now → then"), columns, rows, empty=empty)


def _levels(total: Sum) -> Table | None:
    before, after = total.skipped
    found = [level for level in Level if before[level] or after[level]]
    if not found:
        return None
    rows = [Row((Cell(LEVELS[one]), _pair(before[one], after[one]))) for one in found]
    columns = (
        Column("level", _("Office"), is_main=True),
        Column("skipped", _("Let it pass"), is_number=True),
    )
    return Table(_("Offices that would let it pass: now → then"), columns, rows)


def _examples(found: Sequence[Example]) -> Table | None:
    if not found:
        return None
    columns = (
        Column("number", _("Report"), is_main=True, is_code=True),
        Column("what", _("What would be different")),
        Column("response", _("Answer due")),
        Column("resolution", _("Solution due")),
        Column("skipped", _("Passed by")),
    )
    return Table(_("Examples"), columns, [_example(one) for one in found])


def _example(one: Example) -> Row:
    old, new = one.before, one.after
    return Row(
        (
            Cell(one.number, url=reverse("reports:report", args=[one.number])),
            Cell(_CHANGES[one.what]),
            Cell(_moved(moment(old.response_due), moment(new.response_due))),
            Cell(_moved(moment(old.resolution_due), moment(new.resolution_due))),
            Cell(_moved(_names(old.skipped), _names(new.skipped))),
        )
    )


def _moved(before: str, after: str) -> str:
    return before if before == after else _BOTH.format(before, after)


def _names(levels: Sequence[Level]) -> str:
    return ", ".join(str(LEVELS[level]) for level in levels) or str(_("nobody"))
