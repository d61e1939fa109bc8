"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from sewaka.modules.reports.api.georeport import reading, sending, services, updates
from sewaka.modules.reports.api.georeport.converters import PlaceConverter, SuffixConverter
from sewaka.modules.reports.web import (
    behalf,
    blackening,
    figures,
    flow,
    lists,
    mayor,
    papers,
    privacy,
    queues,
    rounds,
    tracking,
)
from sewaka.modules.reports.web.setup import (
    categories,
    front,
    keys,
    lapor,
    promises,
    questions,
    routes,
    templates,
)

register_converter(PlaceConverter, "jurisdiction")
register_converter(SuffixConverter, "suffix")

app_name = "reports"
_OPEN311 = "open311/<jurisdiction:place>"
_BORDER = [
    path("open311/discovery.<suffix:suffix>", services.discovery, name="open311_front"),
    path(f"{_OPEN311}/discovery.<suffix:suffix>", services.discovery, name="open311_discovery"),
    path(f"{_OPEN311}/services.<suffix:suffix>", services.service_list, name="open311_services"),
    path(
        f"{_OPEN311}/services/<str:code>.<suffix:suffix>", services.service, name="open311_service"
    ),
    path(f"{_OPEN311}/requests.<suffix:suffix>", sending.requests, name="open311_requests"),
    path(f"{_OPEN311}/requests.geojson", reading.geojson, name="open311_geojson"),
    path(f"{_OPEN311}/requests.rss", reading.rss, name="open311_rss"),
    path(
        f"{_OPEN311}/requests/<str:number>.<suffix:suffix>",
        reading.one_request,
        name="open311_request",
    ),
    path(f"{_OPEN311}/tokens/<str:token>.<suffix:suffix>", sending.token, name="open311_token"),
    path(
        f"{_OPEN311}/servicerequestupdates.<suffix:suffix>",
        updates.updates,
        name="open311_updates",
    ),
    # Whatever else lies below the border is refused in the border's own form.
    re_path(r"^open311(?:/(?P<rest>.*))?$", services.nothing, name="open311_rest"),
]

urlpatterns = [
    *_BORDER,  # first: a program asks more often than a person
    path("lapor", flow.start, name="start"),
    path("lapor/foto", flow.photo, name="photo"),
    path("lapor/lokasi", flow.place, name="place"),
    path("lapor/isi", flow.what, name="what"),
    path("lapor/periksa", flow.check, name="check"),
    path("lapor/pratinjau", flow.preview, name="preview"),
    path("lapor/antrean", flow.tray, name="tray"),
    path("lapor/bagikan", flow.share, name="share"),
    path("lapor/terkirim", flow.sent, name="sent"),
    path("lapor/sama", flow.same, name="same"),
    path("lapor/sama/<str:number>", flow.joined, name="joined"),
    path("lapor/hapus", flow.discard, name="discard"),
    path("lacak", tracking.track, name="track"),
    path("laporan", lists.listing, name="list"),
    path("laporan/unduh.csv", lists.download_csv, name="csv"),
    path("laporan/unduh.json", lists.download_json, name="json"),
    path("laporan/titik.json", lists.points, name="points"),
    path("kerja/laporan/wali-kota", mayor.listing, name="mayor"),
    path("kerja/laporan/wali-kota/<str:number>", mayor.ask, name="ask_office"),
    path("dasbor/laporan", figures.page, name="figures"),
    path("dasbor/laporan/arti", figures.method, name="figures_method"),
    path("dasbor/laporan/peta", figures.heat_page, name="heat"),
    path("dasbor/laporan/petak.json", figures.heat_points, name="heat_points"),
    path("dasbor/laporan/milik-kami", figures.own, name="own_figures"),
    path("dasbor/laporan/<slug:table>.csv", figures.table_csv, name="figures_csv"),
    path("dasbor/laporan/<slug:table>.json", figures.table_json, name="figures_json"),
    path("kerja/laporan/baru", behalf.enter, name="behalf"),
    path("kerja/laporan/baru/<str:entry>", behalf.entered, name="behalf_done"),
    path("kerja/laporan/baru/<str:entry>/bukti.pdf", behalf.paper, name="behalf_paper"),
    path("kerja/laporan/pilah", queues.listing, name="queues"),
    path("kerja/laporan/keliling", rounds.listing, name="rounds"),
    path("kerja/laporan/integritas", privacy.integrity, name="integrity"),
    path("kerja/laporan/<str:number>/privasi", privacy.privacy, name="privacy"),
    path("kerja/laporan/<str:number>/privasi/<slug:deed>", privacy.unseal, name="unseal"),
    path("kerja/laporan/<str:number>/foto/<uuid:file_id>", blackening.blacken, name="blacken"),
    path(
        "kerja/laporan/<str:number>/foto/<uuid:file_id>/lihat",
        blackening.preview,
        name="blacken_preview",
    ),
    path(
        "kerja/laporan/<str:number>/foto/<uuid:file_id>/asli",
        blackening.as_it_was,
        name="blacken_original",
    ),
    path("kerja/laporan/atur", front.page, name="setup"),
    path("kerja/laporan/atur/janji", promises.listing, name="setup_promises"),
    path("kerja/laporan/atur/janji-baru", promises.add, name="setup_promise_add"),
    path("kerja/laporan/atur/janji/<slug:code>", promises.edit, name="setup_promise"),
    path("kerja/laporan/atur/rute", routes.listing, name="setup_routes"),
    path("kerja/laporan/atur/rute/tambah", routes.add, name="setup_route_add"),
    path("kerja/laporan/atur/rute/<int:route_id>", routes.end, name="setup_route_end"),
    path("kerja/laporan/atur/jenis", categories.listing, name="setup_categories"),
    path("kerja/laporan/atur/jenis-baru", categories.add, name="setup_category_add"),
    path("kerja/laporan/atur/jenis/<str:code>", categories.edit, name="setup_category"),
    path("kerja/laporan/atur/jenis/<str:code>/tanya", questions.add, name="setup_question_add"),
    path(
        "kerja/laporan/atur/jenis/<str:code>/tanya/<str:question>",
        questions.edit,
        name="setup_question",
    ),
    path("kerja/laporan/atur/lapor", lapor.page, name="setup_lapor"),
    path("kerja/laporan/atur/lapor.csv", lapor.download, name="setup_lapor_csv"),
    path("kerja/laporan/atur/jawaban", templates.listing, name="setup_templates"),
    path("kerja/laporan/atur/jawaban/tambah", templates.add, name="setup_template_add"),
    path("kerja/laporan/atur/jawaban/<uuid:template_id>", templates.edit, name="setup_template"),
    path("kerja/laporan/atur/kunci", keys.listing, name="setup_keys"),
    path("kerja/laporan/atur/kunci/<uuid:client_id>", keys.switch_off, name="setup_key_off"),
    path("kerja/laporan/atur/kunci/<uuid:client_id>/ubah", keys.change, name="setup_key"),
    path("l/<str:number>", tracking.report, name="report"),
    path("l/<str:number>/saya-juga", tracking.also_me, name="also_me"),
    path("l/<str:number>/belum-beres", tracking.not_settled, name="not_settled"),
    path("kerja/laporan/<str:number>/surat.pdf", papers.letter, name="letter"),
    path("l/<str:number>/<str:secret>/bukti.pdf", papers.receipt, name="receipt_pdf"),
    path("l/<str:number>/<str:secret>", tracking.author, name="author"),
    path("l/<str:number>/<str:secret>/tanda-terima", tracking.receipt, name="receipt"),
    path("l/<str:number>/<str:secret>/<slug:action>", tracking.act, name="act"),
]
