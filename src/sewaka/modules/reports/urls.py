"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.reports.web import flow, lists, mayor, tracking

app_name = "reports"
urlpatterns = [
    path("lapor", flow.start, name="start"),
    path("lapor/foto", flow.photo, name="photo"),
    path("lapor/lokasi", flow.place, name="place"),
    path("lapor/isi", flow.what, name="what"),
    path("lapor/periksa", flow.check, name="check"),
    path("lapor/pratinjau", flow.preview, name="preview"),
    path("lapor/antrean", flow.tray, name="tray"),
    path("lapor/bagikan", flow.share, name="share"),
    path("lapor/terkirim", flow.sent, name="sent"),
    path("lapor/hapus", flow.discard, name="discard"),
    path("lacak", tracking.track, name="track"),
    path("laporan", lists.listing, name="list"),
    path("laporan/unduh.csv", lists.download_csv, name="csv"),
    path("laporan/unduh.json", lists.download_json, name="json"),
    path("laporan/titik.json", lists.points, name="points"),
    path("kerja/laporan/wali-kota", mayor.listing, name="mayor"),
    path("kerja/laporan/wali-kota/<str:number>", mayor.ask, name="ask_office"),
    path("l/<str:number>", tracking.report, name="report"),
    path("l/<str:number>/saya-juga", tracking.also_me, name="also_me"),
    path("l/<str:number>/<str:secret>", tracking.author, name="author"),
    path("l/<str:number>/<str:secret>/tanda-terima", tracking.receipt, name="receipt"),
    path("l/<str:number>/<str:secret>/<slug:action>", tracking.act, name="act"),
]
