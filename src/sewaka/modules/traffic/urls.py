"""Addresses of traffic control."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.traffic import web

app_name = "traffic"
urlpatterns = [path("lalu-lintas", web.start, name="start")]
