"""Addresses of the front door."""

from __future__ import annotations

from django.urls import path

from sewaka.city.portal import mine, shell, views, violations

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("layanan", views.all_services, name="services"),
    path("saya", mine.mine, name="mine"),
    path("cari", views.search, name="search"),
    path("privasi", views.privacy, name="privacy"),
    path("luring", shell.offline, name="offline"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("sw.js", shell.worker, name="worker"),
    path("api/v1/csp", violations.report, name="violations"),
]
