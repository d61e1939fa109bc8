"""Addresses of traffic control."""

from __future__ import annotations

from django.urls import path

from sewaka.modules.traffic.web import (
    calendar,
    cameras,
    comparing,
    datex,
    day_rules,
    days,
    detectors,
    nets,
    ngsi,
    patrol,
    plans,
    priority,
    public,
    resetting,
    room,
    vehicles,
    what_if,
)

app_name = "traffic"
urlpatterns = [
    path("ngsi-ld/v1/entities", ngsi.entities, name="ngsi"),
    path("datex2/v3/measured-data.xml", datex.measured, name="datex_measured"),
    path("datex2/v3/situations.xml", datex.situations, name="datex_situations"),
    path("lalu-lintas", public.start, name="start"),
    path("lalu-lintas/<slug:code>", public.junction, name="junction"),
    path("lalu-lintas/<slug:code>/hari-ini.csv", public.day_csv, name="day_csv"),
    path("ruang-kendali", room.door, name="room_door"),
    path("kerja/ruang-kendali", room.table, name="room"),
    path("kerja/ruang-kendali/peta.json", room.map_data, name="room_map"),
    path("kerja/ruang-kendali/lapangan", patrol.start, name="patrol"),
    path(
        "kerja/ruang-kendali/lapangan/<uuid:case_id>/<slug:action>",
        patrol.act,
        name="patrol_act",
    ),
    path("kerja/ruang-kendali/detektor", detectors.page, name="detectors"),
    path("kerja/ruang-kendali/kamera", cameras.listed, name="cameras"),
    path("kerja/ruang-kendali/kamera/<slug:code>", cameras.bench, name="camera"),
    path("kerja/ruang-kendali/kamera/<slug:code>/gambar.jpg", cameras.still, name="camera_still"),
    path(
        "kerja/ruang-kendali/kamera/<slug:code>/<int:version>",
        cameras.shown,
        name="camera_version",
    ),
    path(
        "kerja/ruang-kendali/kamera/<slug:code>/<int:version>/hitung",
        cameras.count,
        name="camera_count",
    ),
    path(
        "kerja/ruang-kendali/kamera/<slug:code>/<int:version>/uji", cameras.keep, name="camera_keep"
    ),
    path(
        "kerja/ruang-kendali/kamera/<slug:code>/<int:version>/pakai", cameras.use, name="camera_use"
    ),
    path("kerja/ruang-kendali/jaringan", nets.streets, name="net"),
    path("kerja/ruang-kendali/simpang/<slug:code>/konflik", nets.matrix, name="matrix"),
    path("kerja/ruang-kendali/jalan-contoh", room.street, name="street"),
    path("kerja/ruang-kendali/bagaimana-jika", what_if.start, name="what_if"),
    path(
        "kerja/ruang-kendali/bagaimana-jika/<uuid:simulation_id>",
        what_if.report,
        name="what_if_report",
    ),
    path("kerja/ruang-kendali/sebelum-sesudah", comparing.start, name="before_after"),
    path(
        "kerja/ruang-kendali/sebelum-sesudah/<uuid:comparison_id>",
        comparing.report,
        name="before_after_report",
    ),
    path(
        "kerja/ruang-kendali/sebelum-sesudah/<uuid:comparison_id>.pdf",
        comparing.paper,
        name="before_after_pdf",
    ),
    path("kerja/ruang-kendali/hari", days.page, name="days"),
    path("kerja/ruang-kendali/hari/aturan", day_rules.listed, name="day_rules"),
    path("kerja/ruang-kendali/hari/aturan/baru", day_rules.new, name="day_rule_new"),
    path("kerja/ruang-kendali/hari/aturan/<slug:kind>", day_rules.edit, name="day_rule"),
    path(
        "kerja/ruang-kendali/hari/aturan/<slug:kind>/hapus",
        day_rules.remove,
        name="day_rule_remove",
    ),
    path(
        "kerja/ruang-kendali/hari/rentang/<int:span_id>/hapus",
        day_rules.span_remove,
        name="day_span_remove",
    ),
    path("kerja/ruang-kendali/kendaraan", vehicles.register, name="vehicles"),
    path(
        "kerja/ruang-kendali/kendaraan/<slug:vehicle>/kunci", vehicles.renew, name="vehicle_renew"
    ),
    path(
        "kerja/ruang-kendali/kendaraan/<slug:vehicle>/cabut",
        vehicles.revoke,
        name="vehicle_revoke",
    ),
    path("kerja/ruang-kendali/kalender", calendar.versions, name="calendar"),
    path(
        "kerja/ruang-kendali/kalender/<uuid:calendar_id>",
        calendar.version,
        name="calendar_version",
    ),
    path(
        "kerja/ruang-kendali/kalender/<uuid:calendar_id>/setujui",
        calendar.approve,
        name="calendar_approve",
    ),
    path(
        "kerja/ruang-kendali/kalender/<uuid:calendar_id>/terbitkan",
        calendar.publish,
        name="calendar_publish",
    ),
    path("kerja/ruang-kendali/simpang/<slug:code>/rencana", plans.shelf, name="plans"),
    path("kerja/ruang-kendali/simpang/<slug:code>/rencana/<uuid:plan_id>", plans.plan, name="plan"),
    path(
        "kerja/ruang-kendali/simpang/<slug:code>/rencana/<uuid:plan_id>/setujui",
        plans.approve,
        name="plan_approve",
    ),
    path(
        "kerja/ruang-kendali/simpang/<slug:code>/rencana/<uuid:plan_id>/terbitkan",
        plans.publish,
        name="plan_publish",
    ),
    path("kerja/ruang-kendali/<slug:code>/hambatan", room.incident, name="incident"),
    path("kerja/ruang-kendali/alarm/<uuid:case_id>/lihat", room.alarm_seen, name="alarm_seen"),
    path(
        "kerja/ruang-kendali/prioritas/<uuid:request_id>/tolak",
        priority.refuse,
        name="priority_refuse",
    ),
    path("kerja/ruang-kendali/<slug:code>/nyalakan", resetting.ask, name="reset_ask"),
    path(
        "kerja/ruang-kendali/nyalakan/<uuid:reset_id>/setujui",
        resetting.confirm,
        name="reset_confirm",
    ),
    path("kerja/ruang-kendali/<slug:code>", room.desk, name="desk"),
    path("kerja/ruang-kendali/tahan/<uuid:override_id>/perpanjang", room.renew, name="renew"),
    path("kerja/ruang-kendali/tahan/<uuid:override_id>/lepas", room.release, name="release"),
]
