"""Addresses of stored files."""

from __future__ import annotations

from django.urls import path

from sewaka.platform.files import web

app_name = "files"
urlpatterns = [path("berkas/<uuid:file_id>/<str:name>", web.photo, name="photo")]
