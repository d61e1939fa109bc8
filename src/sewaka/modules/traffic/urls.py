"""Addresses of traffic control."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.traffic.web import public

app_name = "traffic"
urlpatterns = [
    path("lalu-lintas", public.start, name="start"),
    path("lalu-lintas/<slug:code>", public.junction, name="junction"),
]
