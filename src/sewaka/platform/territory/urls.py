"""Addresses of the land."""

from __future__ import annotations

from django.urls import path

from sewaka.platform.territory import web

app_name = "territory"
urlpatterns = [
    path("peta/desa.geojson", web.village_map, name="map"),
    path("peta/dasar.pmtiles", web.base_map, name="base_map"),
    path("kerja/wilayah", web.villages, name="villages"),
    path("kerja/wilayah/<str:code>/banjar", web.hamlets, name="hamlets"),
]
