"""Addresses of the waste banks."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.waste_banks.web import (
    bank_state,
    disputes,
    openings,
    passbook,
    pickups,
    prices,
    public,
    published,
    stock,
    supervision,
    weighing,
)
from sewaka.modules.waste_banks.web.desk import cards, claims, customers, phones, routes, sessions
from sewaka.modules.waste_banks.web.desk import views as desk

app_name = "waste_banks"
_CUSTOMER = "kerja/bank-sampah/loket/<slug:code>/<slug:number>"
urlpatterns = [
    path("bank-sampah", public.start, name="start"),
    path("bank-sampah/buku", passbook.book, name="book"),
    path("bank-sampah/buku/setoran/<uuid:deposit_id>", passbook.deposit, name="deposit"),
    path("bank-sampah/buku/setoran/<uuid:deposit_id>/sanggah", disputes.dispute, name="dispute"),
    path("kerja/bank-sampah/sanggah/<uuid:dispute_id>", disputes.keep, name="dispute_keep"),
    path("bank-sampah/buku/cetak", passbook.paper, name="book_paper"),
    path("n/<str:token>", cards.found, name="found"),
    path("bank-sampah/tarik", passbook.withdraw, name="withdraw"),
    path("bank-sampah/jemput", pickups.page, name="pickup"),
    path("bank-sampah/jemput/<uuid:case_id>/batal", pickups.cancel, name="pickup_cancel"),
    path("bank-sampah/timbang", weighing.weigh, name="weigh"),
    path("bank-sampah/angka", published.figures, name="figures"),
    path("bank-sampah/<slug:code>/bulan/<str:month>", published.month, name="month"),
    path("bank-sampah/cek", weighing.check, name="check"),
    path("kerja/bank-sampah/timbang", weighing.phone, name="phone"),
    path("kerja/bank-sampah/timbang/ponsel", weighing.enrol, name="enrol"),
    path("kerja/bank-sampah", desk.banks, name="desks"),
    path("kerja/bank-sampah/loket/<slug:code>", desk.desk, name="desk"),
    path("kerja/bank-sampah/loket/<slug:code>/nasabah-baru", desk.register, name="register"),
    path("kerja/bank-sampah/loket/<slug:code>/kartu", cards.sheet, name="cards"),
    path("kerja/bank-sampah/loket/<slug:code>/<slug:number>", desk.weigh, name="counter"),
    path(f"{_CUSTOMER}/nasabah", customers.page, name="customer"),
    path(f"{_CUSTOMER}/keadaan", customers.state, name="customer_state"),
    path(f"{_CUSTOMER}/tarik", customers.withdraw, name="withdraw_for"),
    path(f"{_CUSTOMER}/buku", customers.book, name="customer_book"),
    path(f"{_CUSTOMER}/kartu", cards.renew, name="card"),
    path(f"{_CUSTOMER}/kartu/cetak", cards.paper, name="card_paper"),
    path("kerja/bank-sampah/setoran/<uuid:deposit_id>/pemilik", desk.identify, name="identify"),
    path("kerja/bank-sampah/setoran/<uuid:deposit_id>/<slug:action>", desk.review, name="review"),
    path("bank-sampah/<slug:code>", public.bank, name="bank"),
    path("bank-sampah/<slug:code>/harga/<slug:category>", prices.history, name="price_history"),
    path("kerja/bank-sampah/<slug:code>/keadaan", bank_state.page, name="bank_state"),
    path("kerja/bank-sampah/<slug:code>/ponsel", phones.page, name="phones"),
    path("kerja/bank-sampah/ponsel/<uuid:device_id>/cabut", phones.revoke, name="phone_revoke"),
    path("kerja/bank-sampah/<slug:code>/harga", prices.page, name="prices"),
    path("kerja/bank-sampah/<slug:code>/harga/baru", prices.draft, name="draft_prices"),
    path("kerja/bank-sampah/<slug:code>/harga/<int:version>", prices.sheet, name="price_list"),
    path("kerja/bank-sampah/sesi/<uuid:session_id>/<slug:action>", sessions.move, name="session"),
    path("kerja/bank-sampah/pengawasan", supervision.flags, name="flags"),
    path("kerja/bank-sampah/pengawasan/<uuid:flag_id>", supervision.flag, name="flag"),
    path(
        "kerja/bank-sampah/pengawasan/undian/<uuid:session_id>",
        supervision.weigh_again,
        name="weigh_again",
    ),
    path("kerja/bank-sampah/loket/<slug:code>/<slug:number>/klaim", claims.claim, name="claim"),
    path("kerja/bank-sampah/rute/<uuid:route_id>", routes.route, name="route"),
    path("kerja/bank-sampah/rute/<uuid:route_id>/berangkat", routes.start, name="route_start"),
    path("kerja/bank-sampah/jemput/<uuid:case_id>", routes.stop, name="stop"),
    path("kerja/bank-sampah/jemput/<uuid:case_id>/<slug:action>", routes.act, name="stop_act"),
    path("kerja/bank-sampah/<slug:code>/rute", routes.planning, name="routes"),
    path("kerja/bank-sampah/<slug:code>/sesi", sessions.page, name="sessions"),
    path("kerja/bank-sampah/<slug:code>/saldo-awal", openings.page, name="openings"),
    path("kerja/bank-sampah/<slug:code>/stok", stock.page, name="stock"),
    path("kerja/bank-sampah/<slug:code>/jual", stock.sell, name="sell"),
]
