"""Reads of the city's own net: what was guessed, and what an engineer has approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access, town
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.models import Approach, Junction, MatrixApproval, StreetNet
from sewaka.modules.traffic.models.nets import approvals


@dataclass(frozen=True, slots=True)
class KnownJunction:
    """One signal of the net. `notes`: codes and details of what was guessed there."""

    junction: Junction
    approval: MatrixApproval | None
    notes: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Streets:
    """`imported`: None where the streets are the demo's own. `notes`: of the whole net."""

    imported: StreetNet | None
    junctions: Sequence[KnownJunction]
    notes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What an engineer approves of one junction. `streets`: by approach."""

    junction: Junction
    post: Post
    digest: str
    approval: MatrixApproval | None
    streets: Mapping[str, str]
    notes: Sequence[tuple[str, str]]


def streets(*, actor: Actor) -> Streets:
    """Raises NotFound for whoever is no traffic engineer."""
    access.engineer_of(actor=actor)
    own = town.own()
    imported = StreetNet.objects.filter(pk=own.digest).first() if own else None
    notes = [(one.code, one.junction, one.detail) for one in own.notes] if own else []
    approved = approvals(digests=town.matrices())
    rows = Junction.objects.in_bulk(list(town.posts()))
    return Streets(
        imported=imported,
        junctions=[
            KnownJunction(rows[code], approved.get(code), _of(notes, code))
            for code in town.posts()
            if code in rows
        ],
        notes=[one for one in notes if one[1] not in rows],
    )


def matrix(*, actor: Actor, junction: str) -> Matrix:
    """Raises NotFound."""
    access.engineer_of(actor=actor)
    post, row = town.posts().get(junction), Junction.objects.filter(pk=junction).first()
    if post is None or row is None:
        raise NotFound("traffic.junction.not_found")
    own, digest = town.own(), town.matrices()[junction]
    arms = Approach.objects.filter(junction=row).values_list("code", "street")
    links = {code: road.street for code, road in town.drawn_links().items()}
    notes = [(one.code, one.junction, one.detail) for one in own.notes] if own else []
    return Matrix(
        junction=row,
        post=post,
        digest=digest,
        approval=approvals(digests={junction: digest}).get(junction),
        streets=links | {code: street for code, street in arms if street},
        notes=_of(notes, junction),
    )


def _of(notes: Sequence[tuple[str, str, str]], junction: str) -> list[tuple[str, str]]:
    return [(code, detail) for code, at, detail in notes if at == junction]
