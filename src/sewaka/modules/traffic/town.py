"""The streets of this installation as a net: read once, the same for pages and simulations.

A city's own can not be entered yet, so it is Denpasar-12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.layout import Post, posts_of
from sewaka.modules.traffic.street import denpasar12


@cache
def posts() -> Mapping[str, Post]:
    """Its signals by code, in the order of its junctions."""
    return {post.code: post for post in posts_of(net=_drawn())}


@cache
def net() -> NetFile:
    """The net, its junctions with every stage that their field units know."""
    junctions = tuple(post.junction for post in posts().values())
    return replace(_drawn(), network=replace(_drawn().network, junctions=junctions))


@cache
def _drawn() -> NetFile:
    return read_net(denpasar12.NET)


@cache
def ways_out() -> Mapping[str, str]:
    """By road that leaves the streets: the road that comes in beside it."""
    ends = {node.id for node in denpasar12.nodes() if not node.is_junction}
    return {road.id: f"{road.end}-{road.begin}" for road in denpasar12.roads() if road.end in ends}
