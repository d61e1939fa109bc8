"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Accounts, identity, roles and grants."""

    name = "sewaka.platform.people"
    label = "people"
    verbose_name = _("Accounts")
