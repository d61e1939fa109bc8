"""What the pages of the rules of kinds of day show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel.ui.formats import long_day, number
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.traffic.models import DayType
from sewaka.modules.traffic.queries.day_rules import OtherDay, Rules
from sewaka.modules.traffic.rules.days import ANY_CLOSED, DayRule
from sewaka.modules.traffic.web.day_rule_forms import WEEKDAYS, RuleForm, SpanForm

_SHOWN = 10


def listed(found: Rules, form: SpanForm) -> Mapping[str, Any]:
    """All rules, all spans."""
    return {
        "form": form,
        "spans": [
            (one, long_day(one.begin), long_day(one.end), one.day_type.local_name)
            for one in found.spans
        ],
        "table": Table(
            caption=_("Kinds of day; the first whose rule holds wins"),
            columns=(
                Column("kind", _("Kind of day"), is_main=True),
                Column("rank", _("Rank"), is_number=True),
                Column("rule", _("Known by")),
            ),
            rows=[
                Row(
                    (
                        Cell(
                            one.local_name,
                            note=one.code,
                            url=reverse("traffic:day_rule", args=[one.code]),
                        ),
                        Cell(number(one.rank)),
                        Cell(in_words(one.rule)),
                    )
                )
                for one in found.kinds
            ],
            empty=_("No kind is known."),
        ),
    }


def in_words(rule: DayRule) -> str:
    """What must hold of a day."""
    said = []
    if rule.holiday:
        feast = (
            _("any day on which offices are closed") if rule.holiday == ANY_CLOSED else rule.holiday
        )
        said.append(_shifted(feast, rule.shift_days))
    if rule.weekdays:
        said.append(", ".join(str(name) for digit, name in WEEKDAYS if digit in rule.weekdays))
    if rule.in_span:
        said.append(_("on days that are written down"))
    return "; ".join(said) or _("every other day")


def _shifted(feast: str, days: int) -> str:
    if not days:
        return feast
    facts = {"feast": feast, "n": abs(days)}
    if days < 0:
        return _("%(n)d day before %(feast)s") % facts
    return _("%(n)d day after %(feast)s") % facts


def edited(
    known: DayType | None,
    form: RuleForm,
    others: Sequence[OtherDay] | None,
    kinds: Sequence[DayType],
) -> Mapping[str, Any]:
    """One rule; `others`: what it would change, once that was asked."""
    return {
        "known": known,
        "name": known.local_name if known else "",
        "form": form,
        "changes": None if others is None else _changes(others, kinds),
        "said": "" if others is None else _said(len(others)),
    }


def _said(count: int) -> str:
    if not count:
        return _("No day of the coming year gets another kind.")
    words = ngettext(
        "%(n)s day of the coming year gets another kind.",
        "%(n)s days of the coming year get another kind.",
        count,
    )
    return words % {"n": number(count)}


def _changes(others: Sequence[OtherDay], kinds: Sequence[DayType]) -> Table | None:
    if not others:
        return None
    names = {one.code: one.local_name for one in kinds}
    none = _("no known kind of day")
    return Table(
        caption=_("The first of these days"),
        columns=(
            Column("day", _("Day"), is_main=True),
            Column("before", _("So far")),
            Column("after", _("Then")),
        ),
        rows=[
            Row(
                (
                    Cell(long_day(one.day)),
                    Cell(names.get(one.before, one.before or none)),
                    Cell(names.get(one.after, one.after or none)),
                )
            )
            for one in others[:_SHOWN]
        ],
    )
