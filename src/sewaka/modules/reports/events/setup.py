"""What the desk of the set-up changed: what stood there before, and what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(outbox.Event):
    """A promise has a new version; reports that began under an older one keep it.

    `before` and `after` map the two promises and each level's time to "<amount> <unit>".
    """

    name = "reports.policy_changed"
    policy: str
    number: int  # of the new version
    before: Mapping[str, str]
    after: Mapping[str, str]
