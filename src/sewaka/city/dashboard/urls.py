"""Addresses of the dashboard."""

from __future__ import annotations

from django.urls import path

from sewaka.city.dashboard import web

app_name = "dashboard"
urlpatterns = [
    path("kota", web.page, name="page"),
    path("kota/cara-menghitung", web.method, name="method"),
    path("kota/<slug:block>.<slug:table>.csv", web.table_csv, name="csv"),
    path("kota/<slug:block>.<slug:table>.json", web.table_json, name="json"),
]
