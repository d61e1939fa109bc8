"""`{% load ui %}`: every component, filter and asset tag of the city, gathered from `ui.tags`."""

from __future__ import annotations

from django import template

from sewaka.kernel.ui.tags import (
    actions,
    assets,
    fields,
    figures,
    flow,
    frame,
    lists,
    messages,
    places,
    status,
    text,
)

register = template.Library()
for _part in (
    actions, assets, fields, figures, flow, frame, lists, messages, places, status, text,
):  # fmt: skip
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
