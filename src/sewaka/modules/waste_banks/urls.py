"""Addresses of the waste banks."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.waste_banks.web import public

app_name = "waste_banks"
urlpatterns = [
    path("bank-sampah", public.start, name="start"),
]
