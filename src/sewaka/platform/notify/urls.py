"""Addresses of `notify`."""

from __future__ import annotations

from django.urls import path, re_path

from sewaka.platform.notify import editing, web

urlpatterns = [
    path("saya/kabar", web.inbox_page, name="notify_inbox"),
    path("akun/kabar", web.preferences_page, name="notify_preferences"),
    path("kerja/surel-keluar", web.outgoing_page, name="notify_outgoing"),
    path("kerja/teks", editing.list_page, name="notify_texts"),
    re_path(r"^kerja/teks/(?P<code>[a-z0-9_.-]+)$", editing.edit_page, name="notify_text"),
]
