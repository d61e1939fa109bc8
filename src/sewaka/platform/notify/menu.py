"""The staff rail's entry of notify."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import MenuItem

MENU = (MenuItem(_("Texts of notices"), "notify_texts", "file-pen", frozenset({"editor"}), 820),)
