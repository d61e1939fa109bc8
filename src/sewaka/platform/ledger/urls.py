"""Addresses of the auditor's pages."""

from __future__ import annotations

from django.urls import path

from sewaka.platform.ledger import web

urlpatterns = [
    path("kerja/buku-besar", web.books_page, name="ledger_books"),
    path("kerja/buku-besar/<str:code>", web.book_page, name="ledger_book"),
    path("kerja/buku-besar/<str:code>/neraca.csv", web.trial_csv, name="ledger_trial_csv"),
    path("kerja/buku-besar/rekening/<int:account_id>", web.account_page, name="ledger_account"),
    path("kerja/buku-besar/jurnal/<uuid:journal_id>", web.journal_page, name="ledger_journal"),
]
