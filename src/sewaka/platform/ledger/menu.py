"""The staff rail's entry of the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import MenuItem
from sewaka.platform.people.roles import AUDITOR

MENU = (MenuItem(_("Books"), "ledger_books", "book-open", frozenset({AUDITOR}), 840),)
