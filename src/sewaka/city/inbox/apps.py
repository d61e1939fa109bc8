"""Django's entry for the inbox."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    """Work list, case page, bulk acts."""

    name = "sewaka.city.inbox"
    label = "inbox"
    verbose_name = _("Inbox")
