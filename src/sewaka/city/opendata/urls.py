"""Addresses of the open data."""

from __future__ import annotations

from django.urls import path

from sewaka.city.opendata import web

app_name = "opendata"
urlpatterns = [
    path("data", web.index, name="index"),
    path("data/katalog.jsonld", web.catalogue, name="catalogue"),
    path("data/segel", web.seals, name="seals"),
    path("data/<str:code>/semua.<slug:form>", web.bulk_file, name="bulk"),
    path("data/<str:code>.json", web.dataset_json, name="json"),
    path("data/<str:code>.csv", web.dataset_csv, name="csv"),
    path("data/<str:code>", web.dataset, name="dataset"),
]
