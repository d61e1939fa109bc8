"""Who may: one rule, two uses.

A `Rule` is written once (`has("reports.dispatcher", Scope.AGENCY) | is_applicant()`). For an actor
it becomes a `Where`: a small condition over field paths that no longer mentions the actor.
`Where.matches(obj)` decides for one object; `kernel.querying.as_q` turns the very same condition
into a database filter. A property test proves that the two agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class Scope(StrEnum):
    """How far a role reaches."""

    CITY = "city"
    TERRITORY = "territory"  # an area and everything below it
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Held:
    """A role that the actor holds now. Both scopes empty means the whole city."""

    role: str
    area_code: str = ""
    agency_code: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the rights of this moment. Built at the border, passed down everywhere."""

    person_id: UUID | None = None
    grants: tuple[Held, ...] = ()
    via: str = "session"  # session, api, link, system
    link_case_id: UUID | None = None  # opened with number and secret: rights of the author
    is_strong: bool = False  # signed in with a second factor
    language: str = "id"

    def holds(self, role: str) -> bool:
        """Whether the actor holds the role anywhere."""
        return any(held.role == role for held in self.grants)

    @property
    def is_staff(self) -> bool:
        """Whether the actor holds any role at all."""
        return bool(self.grants)


ANONYMOUS = Actor()
SYSTEM = Actor(via="system")


class Where:
    """A condition over an object's fields. Closed under `&`, `|` and `~`."""

    __slots__ = ()

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        raise NotImplementedError

    def __and__(self, other: Where) -> Where:
        """Both."""
        return AllOf((self, other))

    def __or__(self, other: Where) -> Where:
        """Either."""
        return AnyOf((self, other))

    def __invert__(self) -> Where:
        """Not."""
        return Without(self)


@dataclass(frozen=True, slots=True)
class Constant(Where):
    """Everything or nothing."""

    value: bool

    def matches(self, obj: Any) -> bool:  # noqa: ARG002 - the answer does not depend on the object
        """Decide for one object."""
        return self.value


EVERYTHING = Constant(value=True)
NOTHING = Constant(value=False)


@dataclass(frozen=True, slots=True)
class Equals(Where):
    """The field at `path` (dots become joins) equals the value. None never equals anything."""

    path: str
    value: Any

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        found = reach(obj, self.path)
        return found is not None and bool(found == self.value)


@dataclass(frozen=True, slots=True)
class OneOf(Where):
    """The field at `path` is one of the values."""

    path: str
    values: tuple[Any, ...]

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        return reach(obj, self.path) in self.values


@dataclass(frozen=True, slots=True)
class Includes(Where):
    """The array at `path` includes the value."""

    path: str
    value: Any

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        return self.value in (reach(obj, self.path) or ())


@dataclass(frozen=True, slots=True)
class Under(Where):
    """The dotted area code at `path` is `code` itself or lies below it."""

    path: str
    code: str

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        found = reach(obj, self.path)
        return isinstance(found, str) and covers(self.code, found)


@dataclass(frozen=True, slots=True)
class AllOf(Where):
    """Every part holds."""

    parts: tuple[Where, ...]

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        return all(part.matches(obj) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf(Where):
    """At least one part holds."""

    parts: tuple[Where, ...]

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        return any(part.matches(obj) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Without(Where):
    """The part does not hold."""

    part: Where

    def matches(self, obj: Any) -> bool:
        """Decide for one object."""
        return not self.part.matches(obj)


@dataclass(frozen=True, slots=True)
class Rule:
    """A right, before it is known whose. Combine with `&`, `|`, `~`."""

    words: str  # what the rule says, for the access matrix and the handbook
    condition: Callable[[Actor], Where]
    roles: frozenset[str] = frozenset()  # roles the rule mentions; the registry checks them

    def where(self, actor: Actor) -> Where:
        """The condition under which this actor may."""
        return self.condition(actor)

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Whether this actor may, for this object."""
        return self.where(actor).matches(obj)

    def __and__(self, other: Rule) -> Rule:
        """Both rules must allow."""
        return Rule(
            words=f"({self.words} and {other.words})",
            condition=lambda actor: self.where(actor) & other.where(actor),
            roles=self.roles | other.roles,
        )

    def __or__(self, other: Rule) -> Rule:
        """Either rule allows."""
        return Rule(
            words=f"({self.words} or {other.words})",
            condition=lambda actor: self.where(actor) | other.where(actor),
            roles=self.roles | other.roles,
        )

    def __invert__(self) -> Rule:
        """Allowed where the rule does not allow."""
        return Rule(
            words=f"not {self.words}",
            condition=lambda actor: ~self.where(actor),
            roles=self.roles,
        )


def anyone() -> Rule:
    """Everybody, signed in or not. Say why where you use it."""
    return Rule(words="anyone", condition=lambda _actor: EVERYTHING)


def nobody() -> Rule:
    """No person; only the city's own jobs (`SYSTEM`)."""
    return Rule(words="nobody", condition=lambda _actor: NOTHING)


def system() -> Rule:
    """The city's own jobs."""
    return Rule(
        words="the system",
        condition=lambda actor: EVERYTHING if actor.via == "system" else NOTHING,
    )


def signed_in() -> Rule:
    """Any person with an account."""
    return Rule(
        words="signed in",
        condition=lambda actor: EVERYTHING if actor.person_id else NOTHING,
    )


def field_is(path: str, *values: Any) -> Rule:
    """The object's field is one of the values, whoever asks."""
    return Rule(
        words=f"{path} in {'/'.join(map(str, values))}",
        condition=lambda _actor: OneOf(path, values),
    )


def is_person(path: str) -> Rule:
    """The field at `path` (a person's id) is the actor."""
    return Rule(
        words=f"{path} is me",
        condition=lambda actor: Equals(path, actor.person_id) if actor.person_id else NOTHING,
    )


def has_link(path: str = "id") -> Rule:
    """The actor came with the secret link of this very case."""
    return Rule(
        words="has its link",
        condition=lambda actor: Equals(path, actor.link_case_id) if actor.link_case_id else NOTHING,
    )


def has(
    role: str,
    within: Scope = Scope.CITY,
    *,
    area: str = "area_code",
    agency: str = "agency.code",
) -> Rule:
    """The actor holds `role`, and the object lies within the grant's reach.

    A grant without area and agency reaches the whole city whatever the scope.
    """

    def condition(actor: Actor) -> Where:
        parts = tuple(
            _reach_of(held, within, area=area, agency=agency)
            for held in actor.grants
            if held.role == role
        )
        return AnyOf(parts) if parts else NOTHING

    return Rule(words=f"{role} ({within})", condition=condition, roles=frozenset({role}))


def _reach_of(held: Held, within: Scope, *, area: str, agency: str) -> Where:
    if within is Scope.TERRITORY and held.area_code:
        return Under(area, held.area_code)
    if within is Scope.AGENCY and held.agency_code:
        return Equals(agency, held.agency_code)
    is_unlimited = not held.area_code and not held.agency_code
    return EVERYTHING if is_unlimited else NOTHING


def covers(above: str, below: str) -> bool:
    """Whether the dotted code `above` is `below` or one of its ancestors."""
    return below == above or below.startswith(f"{above}.")


def self_and_above(code: str) -> list[str]:
    """A dotted code and its ancestors, the highest first; nothing for an empty code."""
    parts = code.split(".") if code else []
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def reach(obj: Any, path: str) -> Any:
    """The value at a dotted path; None as soon as a step is None."""
    for step in path.split("."):
        if obj is None:
            return None
        obj = getattr(obj, step)
    return obj
