"""What plans and their calendar have in common: versions, written by one, approved by a second.

`of`, where steps are taken: the word of their refusals, as in "traffic.plan.own".
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic.rules import planning as rules
from sewaka.modules.traffic.rules.planning import PlanState

V = TypeVar("V", bound="Version")


class Version(models.Model):
    """In force from `valid_from` until a later one begins.

    What was approved never changes: a change is a new version.
    """

    step = models.CharField(
        max_length=16, choices=[(one.value, one.value) for one in PlanState],
        default=PlanState.DRAFT,
    )  # fmt: skip
    author_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    valid_from = models.DateTimeField(null=True)

    class Meta:
        abstract = True


def second_pair_of_eyes(*, name: str) -> models.CheckConstraint:
    """Nobody has approved their own."""
    return models.CheckConstraint(
        name=name,
        condition=Q(author_id=None) | Q(approved_by=None) | ~Q(approved_by=F("author_id")),
    )


def whole_steps(*, name: str) -> models.CheckConstraint:
    """Each step has its instants."""
    return models.CheckConstraint(
        name=name,
        condition=Q(step=PlanState.DRAFT, approved_at=None, valid_from=None)
        | Q(step=PlanState.APPROVED, approved_at__isnull=False, valid_from=None)
        | Q(
            step=PlanState.PUBLISHED,
            approved_at__isnull=False,
            valid_from__isnull=False,
            published_at__isnull=False,
        ),
    )


def locked(rows: models.QuerySet[V], *, of: str) -> V:
    """The one of them, for whoever changes it, until the transaction ends. Raises NotFound."""
    found = rows.select_for_update().first()
    if found is None:
        raise NotFound(f"traffic.{of}.not_found")
    return found


def draft_of(found: V, *, person: UUID, of: str) -> V:
    """Only its author writes a draft. Raises DomainError(".not_yours")."""
    if found.author_id != person or found.step != PlanState.DRAFT:
        raise DomainError(f"traffic.{of}.not_yours")
    return found


def approve(found: Version, *, person: UUID, now: datetime, of: str) -> None:
    """By another than its author. Raises DomainError(".own", ".moved_on")."""
    rules.check_second_person(author_id=found.author_id, person_id=person, of=of)
    _step(found, PlanState.DRAFT, of=of)
    found.step, found.approved_by, found.approved_at = PlanState.APPROVED, person, now
    found.save(update_fields=["step", "approved_by", "approved_at"])


def publish(found: Version, *, person: UUID, valid_from: datetime, now: datetime, of: str) -> None:
    """In force from then on. Raises DomainError("traffic.plan.past", ".moved_on")."""
    rules.check_begins(valid_from=valid_from, now=now)
    _step(found, PlanState.APPROVED, of=of)
    found.step, found.valid_from = PlanState.PUBLISHED, valid_from
    found.published_by, found.published_at = person, now
    found.save(update_fields=["step", "valid_from", "published_by", "published_at"])


def _step(found: Version, step: PlanState, *, of: str) -> None:
    """It has gone on since the actor looked; the row is locked, so this holds."""
    if found.step != step:
        raise DomainError(f"traffic.{of}.moved_on")
