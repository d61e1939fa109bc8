"""Addresses of the waste banks."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.waste_banks.web import passbook, public, weighing

app_name = "waste_banks"
urlpatterns = [
    path("bank-sampah", public.start, name="start"),
    path("bank-sampah/buku", passbook.book, name="book"),
    path("bank-sampah/buku/setoran/<uuid:deposit_id>", passbook.deposit, name="deposit"),
    path("bank-sampah/tarik", passbook.withdraw, name="withdraw"),
    path("bank-sampah/timbang", weighing.weigh, name="weigh"),
    path("bank-sampah/cek", weighing.check, name="check"),
    path("kerja/bank-sampah/timbang", weighing.phone, name="phone"),
    path("kerja/bank-sampah/timbang/ponsel", weighing.enrol, name="enrol"),
    path("bank-sampah/<slug:code>", public.bank, name="bank"),
]
