"""Addresses of the calendar."""

from __future__ import annotations

from django.urls import path

from sewaka.platform.calendars import web

app_name = "calendars"
urlpatterns = [
    path("kerja/kalender", web.year_page, name="year"),
    path("kerja/kalender/tambah", web.add, name="add"),
    path("kerja/kalender/jam", web.hours, name="hours"),
    path("kerja/kalender/impor", web.import_page, name="import"),
    path("kerja/kalender/<int:holiday_id>", web.edit, name="edit"),
    path("kerja/kalender/<int:holiday_id>/hapus", web.remove, name="remove"),
]
