"""Signal plans in versions, and which of them is in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.models import calendar
from sewaka.modules.traffic.models.roadside import Junction, LaneRow
from sewaka.modules.traffic.models.versions import Version, second_pair_of_eyes, whole_steps
from sewaka.modules.traffic.rules.planning import PlanState


class SignalPlan(Version):
    """One version of a junction's plan. Plans of one `code` belong together, as a plan set.

    Cycles begin at `offset_s` past a multiple of the cycle, counted from local midnight of 1970.
    Without an author: read from the net.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    junction = models.ForeignKey(Junction, on_delete=models.PROTECT, related_name="plans")
    code = models.SlugField(max_length=32)
    version = models.PositiveSmallIntegerField()
    offset_s = models.FloatField(default=0.0)

    class Meta:
        verbose_name = _("signal plan")
        ordering: ClassVar = ["junction_id", "code", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["junction", "code", "version"], name="traffic_plan_version_once"
            ),
            second_pair_of_eyes(name="traffic_plan_second_pair_of_eyes"),
            whole_steps(name="traffic_plan_states"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["junction", "-valid_from"],
                condition=Q(step=PlanState.PUBLISHED),
                name="traffic_plan_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.junction_id} {self.label}"

    @property
    def label(self) -> str:
        """The set's code with its version; what a field unit says that it runs."""
        return f"{self.code}/{self.version}"

    @property
    def stage_plan(self) -> StagePlan:
        """As the engine has it."""
        splits = tuple(Split(one.stage, one.split_s) for one in self.stages.all())
        return StagePlan(self.label, splits, self.offset_s)


class PlanStage(models.Model):
    """A split of a plan: the stage's part of the cycle, the change into it included."""

    plan = models.ForeignKey(SignalPlan, on_delete=models.CASCADE, related_name="stages")
    place = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField()
    split_s = models.FloatField()

    class Meta:
        verbose_name = _("split of a signal plan")
        ordering: ClassVar = ["plan_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "place"], name="traffic_plan_place_once"),
            models.CheckConstraint(
                name="traffic_plan_split_lasts", condition=Q(split_s__gt=0, split_s__lte=600)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.split_s:g} s"


def in_force(*, at: datetime, of: datetime | None = None) -> Mapping[str, SignalPlan]:
    """By junction, the plan that runs there at that time; nothing where none was published.

    The set that the calendar says, where the junction has it. Else the newest of the sets that it
    does not name: those that it names run in their hours only.
    `of`: what is published at `at`, by the hours of another moment.
    """
    said = calendar.today(at=at, of=of)
    wanted, named = (said.now.plan, said.sets) if said else ("", frozenset[str]())
    found = SignalPlan.objects.filter(step=PlanState.PUBLISHED, valid_from__lte=at)
    newest = found.order_by("junction_id", "code", "-valid_from", "-published_at")
    by_junction: dict[str, list[SignalPlan]] = {}
    for plan in newest.distinct("junction_id", "code"):
        by_junction.setdefault(plan.junction_id, []).append(plan)
    chosen = {
        code: max(plans, key=lambda one: _claim(one, wanted=wanted, named=named))
        for code, plans in by_junction.items()
    }
    prefetch_related_objects(list(chosen.values()), "stages")
    return chosen


def _claim(
    plan: SignalPlan, *, wanted: str, named: Collection[str]
) -> tuple[bool, bool, datetime | None, datetime | None]:
    is_wanted = plan.code == wanted
    return is_wanted, plan.code not in named, plan.valid_from, plan.published_at


def newest_of_sets() -> Sequence[SignalPlan]:
    """Of every plan set and junction the newest version, drafts left out; by set."""
    found = SignalPlan.objects.exclude(step=PlanState.DRAFT)
    return list(
        found.order_by("code", "junction_id", "-version")
        .distinct("code", "junction_id")
        .prefetch_related("stages")
    )


def keep(*, plans: Iterable[tuple[SignalPlan, StagePlan]]) -> None:
    """Write new versions with their splits."""
    rows = list(plans)
    SignalPlan.objects.bulk_create([row for row, _ in rows])
    PlanStage.objects.bulk_create(
        PlanStage(plan=row, place=place, stage=split.stage, split_s=split.duration_s)
        for row, plan in rows
        for place, split in enumerate(plan.splits)
    )


def drafts() -> Sequence[SignalPlan]:
    """Plans that nobody has approved yet, the newest first."""
    found = SignalPlan.objects.filter(step=PlanState.DRAFT)
    return list(found.select_related("junction").order_by("-created_at"))


def junctions_of_lanes() -> Mapping[str, str]:
    """By lane, the code of the junction that it leads to."""
    return dict(LaneRow.objects.values_list("code", "approach__junction_id"))
