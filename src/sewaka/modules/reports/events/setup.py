"""What the desk of the set-up changed: what stood there before, and what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(outbox.Event):
    """A promise has a new version; reports that began under an older one keep it.

    `before` and `after` map the two promises and each level's time to "<amount> <unit>"; `before`
    is empty for a promise that the city added.
    """

    name = "reports.policy_changed"
    policy: str
    number: int  # of the new version
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteAdded(outbox.Event):
    """Reports of a category under an area ("": the whole city) go to this agency from a day on."""

    name = "reports.route_added"
    route_id: int
    category: str
    area_code: str
    agency_code: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEnded(outbox.Event):
    """A route no longer counts from `after` on; before that it had the end `before`."""

    name = "reports.route_ended"
    route_id: int
    category: str
    area_code: str
    agency_code: str
    before: date | None
    after: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSaved(outbox.Event):
    """A ready-made answer was written or rewritten. `before` is empty for a new one."""

    name = "reports.template_saved"
    template_id: UUID
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySaved(outbox.Event):
    """A category was changed or added. `before` and `after` hold what differs, as text; `before` is
    empty for a new one.
    """

    name = "reports.category_saved"
    service_code: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSaved(outbox.Event):
    """A question of a category was written or rewritten. `before` is empty for a new one.

    `form` is the version of the category's form from now on: answers keep the one they were given
    to.
    """

    name = "reports.question_saved"
    service_code: str
    question: str
    form: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKeyChanged(outbox.Event):
    """A program's key may do something else now. `before` and `after` hold what differs."""

    name = "reports.client_key_changed"
    client: str
    before: Mapping[str, str]
    after: Mapping[str, str]
