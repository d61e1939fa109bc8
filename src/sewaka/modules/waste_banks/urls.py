"""Addresses of the waste banks."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.waste_banks.web import passbook, public

app_name = "waste_banks"
urlpatterns = [
    path("bank-sampah", public.start, name="start"),
    path("bank-sampah/buku", passbook.book, name="book"),
    path("bank-sampah/buku/setoran/<uuid:deposit_id>", passbook.deposit, name="deposit"),
    path("bank-sampah/tarik", passbook.withdraw, name="withdraw"),
    path("bank-sampah/<slug:code>", public.bank, name="bank"),
]
