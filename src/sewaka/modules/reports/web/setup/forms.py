"""Forms of the set-up. They read what was written; the rules and actions judge it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.models import setup_labels
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.levels import LEVELS_OF, Level
from sewaka.modules.reports.rules.policies import Policy, Stage
from sewaka.modules.reports.rules.questions import Words
from sewaka.modules.reports.rules.routing import Plan
from sewaka.modules.reports.web.setup.budget_field import BudgetField

_OPEN_PLANS = (Plan.HAMLET_FIRST, Plan.DIRECT)


def _name(label: Any) -> forms.CharField:
    error = setup_labels.ERRORS["reports.policy.name"]
    return forms.CharField(
        label=label,
        max_length=policies.MOST_NAME,
        error_messages={"required": error, "max_length": error},
    )


class PolicyForm(forms.Form):
    """The two promises, and how long each office has; an office without time is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, posted: Any, *, policy: Policy, names: Words | None = None) -> None:
        """`policy` is the version in force: what the form shows before somebody writes. `names`
        are those of a promise of the city's own, which can be renamed.
        """
        self.policy = policy
        self.is_named = names is not None
        is_sealed = Plan.CONFIDENTIAL in policy.chains
        self.plans = (Plan.CONFIDENTIAL,) if is_sealed else _OPEN_PLANS
        shown = {**policies.budgets(policy), "version": policy.version}
        if names is not None:
            shown |= {"name": names.id, "name_en": names.en}
        super().__init__(posted, initial=shown)
        if names is not None:
            self.fields |= {"name": _name(_("Name")), "name_en": _name(_("Name in English"))}
        self.fields[policies.RESPONSE] = BudgetField(label=_("Answer to the citizen"))
        self.fields[policies.RESOLUTION] = BudgetField(label=_("Solution"))
        for plan, level in self._levels():
            name = policies.hop_field(plan, level)
            self.fields[name] = BudgetField(label=setup_labels.LEVELS[level], required=False)

    def names(self) -> list[BoundField]:
        """What it is called, where that can be changed."""
        return [self["name"], self["name_en"]] if self.is_named else []

    def words(self) -> Words | None:
        """The names that were written. Call on a valid form."""
        written = self.cleaned_data
        return Words(written["name"], written["name_en"]) if self.is_named else None

    def promises(self) -> list[BoundField]:
        """The two promises to the citizen."""
        return [self[policies.RESPONSE], self[policies.RESOLUTION]]

    def ways(self) -> list[tuple[str, list[BoundField]]]:
        """The plans by name, each with the time of its offices."""
        return [
            (
                str(setup_labels.PLANS[plan]),
                [self[policies.hop_field(plan, level)] for level in LEVELS_OF[plan]],
            )
            for plan in self.plans
        ]

    def draft(self) -> Policy:
        """What was written, under the version that was looked at. Call on a valid form."""
        written = self.cleaned_data
        stages: dict[Plan, list[Stage]] = {}
        for plan, level in self._levels():
            budget = written[policies.hop_field(plan, level)]
            if budget is not None:
                stages.setdefault(plan, []).append(Stage(level, budget))
        return Policy(
            code=self.policy.code,
            response=written[policies.RESPONSE],
            resolution=written[policies.RESOLUTION],
            chains={plan: tuple(found) for plan, found in stages.items()},
            version=written["version"],
        )

    def _levels(self) -> Iterator[tuple[Plan, Level]]:
        return ((plan, level) for plan in self.plans for level in LEVELS_OF[plan])


class NewPolicyForm(PolicyForm):
    """A promise of the city's own; `like` is the one whose times it begins with."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits, - and _. It never changes."),
        error_messages={
            "required": setup_labels.ERRORS["reports.policy.code"],
            "max_length": setup_labels.ERRORS["reports.policy.code"],
        },
    )

    def __init__(self, posted: Any, *, like: Policy) -> None:
        super().__init__(posted, policy=replace(like, version=0), names=Words("", ""))

    def names(self) -> list[BoundField]:
        """What it is called, by its code too."""
        return [self["code"], *super().names()]

    def words(self) -> Words:
        """The names that were written. Call on a valid form."""
        return Words(self.cleaned_data["name"], self.cleaned_data["name_en"])

    def draft(self) -> Policy:
        """What was written, under its own code. Call on a valid form."""
        return replace(super().draft(), code=self.cleaned_data["code"])
