"""Addresses of the look itself: the gallery and the switch of language and theme."""

from __future__ import annotations

from django.urls import path

from sewaka.kernel.ui import gallery, preferences

app_name = "ui"
urlpatterns = [
    path("gaya", gallery.show, name="gallery"),
    path("tampilan", preferences.choose, name="preferences"),
]
