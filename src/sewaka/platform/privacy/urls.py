"""Addresses of `privacy`."""

from __future__ import annotations

from django.urls import path

from sewaka.platform.privacy import desk, web

urlpatterns = [
    path("privasi/catatan", web.record_page, name="privacy_record"),
    path("akun/data", web.own_page, name="privacy_own"),
    path("akun/data/akses", web.access_page, name="privacy_access"),
    path("akun/data/minta", web.ask_page, name="privacy_ask"),
    path("akun/data/salinan", web.export_page, name="privacy_export"),
    path("akun/data/salinan/<str:secret>.zip", web.download, name="privacy_download"),
    path("akun/data/persetujuan/akhiri", web.withdraw, name="privacy_withdraw"),
    path("akun/data/hapus", web.erase_page, name="privacy_erase"),
    path("kerja/privasi", desk.list_page, name="privacy_desk"),
    path("kerja/privasi/<uuid:request_id>", desk.answer_page, name="privacy_answer"),
]
