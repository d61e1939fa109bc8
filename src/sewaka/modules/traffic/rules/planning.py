"""The way of a signal plan: written by one engineer, approved by another, in force from a time."""

from __future__ import annotations

from enum import StrEnum


class PlanState(StrEnum):
    """How far a version of a plan has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
