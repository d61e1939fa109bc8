"""The staff rail's entry of people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import MenuItem
from sewaka.platform.people import roles

MENU = (MenuItem(_("Roles"), "people_roles", "users", frozenset({roles.PEOPLE_ADMIN}), 810),)
