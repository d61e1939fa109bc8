"""The staff rail's entry of privacy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import MenuItem

MENU = (MenuItem(_("Requests about data"), "privacy_desk", "hand", frozenset({"dpo"}), 830),)
