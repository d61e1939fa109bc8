"""Addresses of `notify`."""

from __future__ import annotations

from django.urls import path

from sewaka.platform.notify import web

urlpatterns = [
    path("saya/kabar", web.inbox_page, name="notify_inbox"),
    path("akun/kabar", web.preferences_page, name="notify_preferences"),
    path("kerja/surel-keluar", web.outgoing_page, name="notify_outgoing"),
]
