"""Points as the passbook and the counter show them, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel.ids import new_id
from sewaka.kernel.ui.formats import day, number
from sewaka.kernel.ui.values import Answer, Choice
from sewaka.modules.waste_banks.models import Redemption, Reward
from sewaka.modules.waste_banks.queries.points import Standing


def points(count: int) -> str:
    """So many points, in words."""
    return ngettext("%(n)s point", "%(n)s points", count) % {"n": number(count)}


def section(
    shown: Standing, *, ask_url: str, acts_for: UUID | None = None, is_desk: bool = False
) -> Mapping[str, Any]:
    """Points, tier, rewards. `ask_url`: empty where nothing can be asked for; `is_desk`: the reader
    hands out, but not what `acts_for` asked for.
    """
    purse = shown.purse
    return {
        "sums": [
            Answer(_("Points to spend"), points(max(purse.free, 0))),
            *([Answer(_("Set aside for rewards"), points(purse.held))] if purse.held else []),
            *([Answer(_("Owed after a correction"), points(purse.owed))] if purse.owed else []),
            Answer(_("Tier"), _tier(shown)),
            Answer(_("What the tier gives"), shown.tier.local_gives if shown.tier else ""),
        ],
        "asked": [_asked(one, acts_for=acts_for, is_desk=is_desk) for one in purse.asked],
        "rewards": [f"{one.local_name}: {_costs(one)}" for one in shown.rewards],
        "ask_url": ask_url if shown.within_reach else "",
        "wish": new_id(),
        "choices": [
            Choice(one.code, f"{one.local_name}, {points(one.points)}")
            for one in shown.within_reach
        ],
    }


def _tier(shown: Standing) -> str:
    name = shown.tier.local_name if shown.tier else _("none")
    ahead = shown.next_tier
    if ahead is None:
        return name
    left = ahead.since_points - max(shown.purse.gathered, 0)
    return _("%(tier)s; %(points)s more make it %(next)s") % {
        "tier": name,
        "points": points(left),
        "next": ahead.local_name,
    }


def _costs(one: Reward) -> str:
    if not one.tier.since_points:
        return points(one.points)
    return _("%(points)s, from %(tier)s on") % {
        "points": points(one.points),
        "tier": one.tier.local_name,
    }


def _asked(one: Redemption, *, acts_for: UUID | None, is_desk: bool) -> Mapping[str, Any]:
    given, back = (
        reverse("waste_banks:reward_end", args=[one.pk, action]) for action in ("serahkan", "batal")
    )
    return {
        "what": f"{one.reward.local_name}, {points(one.points)}",
        "until": day(one.expires_at),
        "give_url": given if is_desk and one.asked_by != acts_for else "",
        "back_url": back if is_desk else "",
        "needs_another": is_desk and one.asked_by == acts_for,
    }
