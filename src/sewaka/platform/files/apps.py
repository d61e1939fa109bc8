"""Django's entry of this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Stored files and their renditions."""

    name = "sewaka.platform.files"
    label = "files"
    verbose_name = _("Files")
