"""Addresses of the staff's rooms."""

from __future__ import annotations

from django.urls import path

from sewaka.city.inbox import acts, bulk, views

app_name = "inbox"
urlpatterns = [
    path("kerja/", views.enter, name="enter"),
    path("kerja/kotak-masuk", views.list_page, name="list"),
    path("kerja/meja", views.cards, name="cards"),
    path("kerja/kotak-masuk/banyak", bulk.act_on_many, name="bulk"),
    path("kerja/berkas/<str:number>", views.one_case, name="case"),
    path("kerja/berkas/<str:number>/tindakan/<slug:action>", acts.act, name="act"),
    path("kerja/berkas/<str:number>/tarik-kembali", acts.undo, name="undo"),
    path("kerja/berkas/<str:number>/tugaskan", acts.assign, name="assign"),
    path("kerja/berkas/<str:number>/pesan", acts.message, name="message"),
    path("kerja/berkas/<str:number>/catatan", acts.note, name="note"),
]
