"""The descriptor of the reports: all that the city knows of this service."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import Scope
from sewaka.kernel.registry import (
    AnswerTexts,
    Border,
    Feed,
    Job,
    MapLayer,
    MenuItem,
    Module,
    OnPhone,
    Role,
    Service,
    Widget,
)
from sewaka.modules.reports import access
from sewaka.modules.reports.api import build_router
from sewaka.modules.reports.api.georeport import errors as open311
from sewaka.modules.reports.consumers import CONSUMERS
from sewaka.modules.reports.demo import demo_keys, seed
from sewaka.modules.reports.effects import answers
from sewaka.modules.reports.events import EVENTS
from sewaka.modules.reports.exporters import bulk, feeds, figures
from sewaka.modules.reports.exporters.personal import PERSONAL_DATA, RETENTION
from sewaka.modules.reports.importers import reference
from sewaka.modules.reports.rules import numbers
from sewaka.modules.reports.web import panel
from sewaka.modules.reports.workflow import REPORT_WORKFLOW
from sewaka.platform.cases.api import Case

_PAGES = (
    "start", "photo", "place", "what", "check", "preview", "tray", "share", "same", "joined",
    "sent", "discard", "track", "list", "csv", "json", "points", "report", "also_me",
    "not_settled", "author",
    "receipt", "receipt_pdf", "act",
    "open311_front", "open311_discovery", "open311_services", "open311_service",
    "open311_requests", "open311_request", "open311_geojson", "open311_rss",
    "open311_token", "open311_updates", "open311_rest",
    "figures", "figures_method", "figures_csv", "figures_json", "own_figures", "heat",
    "heat_points",
)  # fmt: skip

_DESK_PAGES = (
    "integrity", "privacy", "unseal", "blacken", "blacken_preview", "blacken_original",
)  # fmt: skip

_COUNTER_PAGES = ("behalf", "behalf_done", "behalf_paper")
_SETUP_PAGES = (
    "setup", "setup_promises", "setup_promise", "setup_promise_add", "setup_key",
    "setup_routes", "setup_route_add", "setup_route_end", "setup_keys", "setup_key_off",
    "setup_templates", "setup_template_add", "setup_template",
    "setup_categories", "setup_category", "setup_category_add",
    "setup_question", "setup_question_add", "setup_lapor", "setup_lapor_csv",
)  # fmt: skip


def case_url(*, case: Case) -> str:
    """The citizen's page of a report."""
    return reverse("reports:report", args=[case.number])


MODULE = Module(
    code="reports",
    name=_("Citizen reports"),
    icon="megaphone",
    description=_("Report what is broken, dirty or wrong, and see what becomes of it."),
    services=(
        Service(
            "reports.report",
            _("Report a problem"),
            _("Photo, place, send. Less than a minute, without an account."),
            start_url="reports:start",
            icon="camera",
            promise_hours=24,
            order=10,
        ),
        Service(
            "reports.follow",
            _("Public reports"),
            _("What others have reported, on a list and a map."),
            start_url="reports:list",
            icon="map-pinned",
            order=20,
        ),
    ),
    roles=(
        Role(access.VOLUNTEER, _("Volunteer"), Scope.TERRITORY, reads_chain=False),
        Role(access.HAMLET_HEAD, _("Hamlet head"), Scope.TERRITORY),
        Role(access.VILLAGE_STAFF, _("Village office"), Scope.TERRITORY, keeps_land=True),
        Role(access.VILLAGE_HEAD, _("Village head"), Scope.TERRITORY, keeps_land=True),
        Role(access.DISTRICT_HEAD, _("District head"), Scope.TERRITORY, keeps_land=True),
        Role(access.AGENCY_OFFICER, _("Officer for reports"), Scope.AGENCY),
        Role(access.AGENCY_VERIFIER, _("Verifier of the agency"), Scope.AGENCY),
        Role(access.AGENCY_HEAD, _("Head of agency"), Scope.AGENCY),
        Role(access.TRIAGE, _("Triage of reports"), Scope.CITY),
        Role(access.VALIDATOR, _("Validator of finished work"), Scope.CITY),
        Role(access.MODERATOR, _("Moderator"), Scope.CITY),
        Role(access.REPORTS_ADMIN, _("Set-up of reports"), Scope.CITY),
        Role(access.INSPECTOR, _("Inspector"), Scope.CITY),
    ),
    workflows=(REPORT_WORKFLOW,),
    events=EVENTS,
    consumers=CONSUMERS,
    menu=(
        MenuItem(
            _("The mayor's list"),
            "reports:mayor",
            "landmark",
            roles=frozenset({access.MAYOR}),
            order=20,
        ),
        MenuItem(_("Track my report"), "reports:track", "route"),
        MenuItem(_("Figures of the reports"), "reports:figures", "chart-column", order=120),
        MenuItem(
            _("Figures of the reports"),
            "reports:figures",
            "chart-column",
            roles=frozenset({access.MAYOR, access.TRIAGE, access.REPORTS_ADMIN}),
            order=30,
        ),
        MenuItem(
            _("Our own figures"),
            "reports:own_figures",
            "chart-column",
            roles=access.STAFF_ROLES - {access.TRIAGE, access.MODERATOR, access.REPORTS_ADMIN},
            order=30,
        ),
        MenuItem(
            _("Set-up of reports"),
            "reports:setup",
            "settings-2",
            roles=frozenset({access.REPORTS_ADMIN}),
            order=25,
        ),
        MenuItem(
            _("Integrity desk"),
            "reports:integrity",
            "scale",
            roles=frozenset({access.INSPECTOR}),
            order=805,
        ),
        MenuItem(
            _("My desk"),
            "inbox:cards",
            "smartphone",
            roles=frozenset({access.HAMLET_HEAD, access.VILLAGE_STAFF}),
            order=20,
        ),
        MenuItem(
            _("Between the desks"),
            "reports:queues",
            "split",
            roles=frozenset({access.TRIAGE, access.MODERATOR}) | access.AGENCY_ROLES,
            order=23,
        ),
        MenuItem(_("Our round"), "reports:rounds", "route", roles=access.AGENCY_ROLES, order=22),
        MenuItem(
            _("Enter for a citizen"),
            "reports:behalf",
            "user-plus",
            roles=access.COUNTER_ROLES,
            order=25,
        ),
        MenuItem(
            _("Hamlets"),
            "territory:villages",
            "house",
            roles=frozenset({access.VILLAGE_STAFF, access.VILLAGE_HEAD, access.DISTRICT_HEAD}),
            order=810,
        ),
    ),
    jobs=(
        Job("reports.hops_tick", owner=access.REPORTS_ADMIN, cron="* * * * *"),
        Job("reports.clocks_tick", owner=access.REPORTS_ADMIN, cron="* * * * *"),
        # From eight in the morning, WITA; tried again for an hour, told once.
        Job("reports.mayors_morning", owner=access.REPORTS_ADMIN, cron="*/10 0 * * *"),
        Job("reports.vacancies", owner=access.REPORTS_ADMIN, cron="30 22 * * *"),
        Job("reports.close_unanswered", owner=access.REPORTS_ADMIN, cron="*/10 * * * *"),
        Job("reports.pass_on_validation", owner=access.REPORTS_ADMIN, cron="*/10 * * * *"),
        Job("reports.ask_back", owner=access.REPORTS_ADMIN, cron="*/10 * * * *"),
        Job("reports.missing_photos", owner=access.REPORTS_ADMIN, cron="25 * * * *"),
        Job("reports.tell_waiting", owner=access.REPORTS_ADMIN, cron="* * * * *"),
        Job("reports.erase_contacts", owner=access.REPORTS_ADMIN, cron="20 18 * * *"),
        Job("reports.take_queued", owner=access.REPORTS_ADMIN, cron="* * * * *"),
        Job("reports.fetch_media", owner=access.REPORTS_ADMIN),
        Job("reports.fetch_proof", owner=access.REPORTS_ADMIN),
        Job("reports.empty_sandbox", owner=access.REPORTS_ADMIN, cron="5 16 * * *"),
        Job("reports.rebuild_public", owner=access.REPORTS_ADMIN, cron="10 17 * * *"),
        Job("reports.rebuild_category", owner=access.REPORTS_ADMIN),
        Job("reports.daily.rollup", owner=access.REPORTS_ADMIN, cron="* * * * *"),
        Job("reports.sweep_drafts", owner=access.REPORTS_ADMIN, cron="40 * * * *"),
    ),
    widgets=(
        Widget("reports.category", _("Reports by category"), figures.by_category, order=10),
        Widget("reports.settled", _("What citizens say"), figures.settled, order=20),
    ),
    feeds=(
        Feed(
            code="public",
            title=_("Public citizen reports"),
            description=_("Every released report with place, state, agency and dates."),
            page=feeds.public_reports,
            schema=feeds.SCHEMA,
            producer="diskominfos",
            frequency="continuous",
            unit=_("one report"),
            keywords=(_("complaints"), _("public services")),
        ),
        Feed(
            code="requests",
            title=_("Citizen reports for reuse, whole"),
            description=_("All public reports, oldest first, in the columns of Open311."),
            page=bulk.requests,
            schema=bulk.schema_of(bulk.REQUESTS),
            meanings=bulk.meanings_of(bulk.REQUESTS),
            producer="diskominfos",
            frequency="daily",
            row_name="service_request",
            unit=_("one report"),
            standard="Open311 GeoReport v2 bulk",
            keywords=(_("complaints"), _("public services"), "Open311"),
        ),
        Feed(
            code="clocks",
            title=_("Promises to citizens and whether they were kept"),
            description=_("Every promised answer and solution with its dates, pauses and misses."),
            page=bulk.clocks,
            schema=bulk.schema_of(bulk.CLOCKS),
            meanings=bulk.meanings_of(bulk.CLOCKS),
            producer="diskominfos",
            frequency="daily",
            row_name="clock",
            unit=_("one promise"),
            keywords=(_("complaints"), _("service standards")),
        ),
        Feed(
            code="turns",
            title=_("Which office had which report when"),
            description=_("Every turn of the chain with its times, and every office skipped."),
            page=bulk.turns,
            schema=bulk.schema_of(bulk.TURNS),
            meanings=bulk.meanings_of(bulk.TURNS),
            producer="diskominfos",
            frequency="daily",
            row_name="turn",
            unit=_("one turn of an office"),
            keywords=(_("complaints"), _("service standards")),
        ),
    ),
    map_layers=(MapLayer("reports", _("Citizen reports"), feeds.on_map),),
    retention=RETENTION,
    personal_data=PERSONAL_DATA,
    sealed_readers={numbers.KIND: access.inspectors()},
    page_rules={f"reports:{name}": access.public_pages() for name in _PAGES}
    | {f"reports:{name}": access.officers() for name in _DESK_PAGES}
    | {"reports:rounds": access.crews(), "reports:queues": access.queues()}
    | {f"reports:{name}": access.enters_for_citizens() for name in _COUNTER_PAGES}
    | {f"reports:{name}": access.mayors_pages() for name in ("mayor", "ask_office")}
    | {f"reports:{name}": access.set_up() for name in _SETUP_PAGES}
    | {"reports:letter": access.offices_of_the_place()},
    on_phone=OnPhone(
        pages=("reports:photo", "reports:place", "reports:what", "reports:check", "reports:tray"),
        aliases={"reports:start": "reports:photo"},
        share_url="reports:share",
        share_step="reports:photo",
    ),
    borders=(
        Border(
            prefix="/open311",
            name=_("Reports by program: Open311 GeoReport v2"),
            about=_(
                "Read every public report and send new ones, in JSON and XML, with the programs"
                " that other cities use. Reading needs no key; there is a sandbox for trying."
            ),
            start="/open311/discovery.xml",
            refuse=open311.refuse,
        ),
    ),
    urls="sewaka.modules.reports.urls",
    api=build_router,
    case_url=case_url,
    case_panel=panel.case_panel,
    case_briefs=panel.case_briefs,
    answer_texts=AnswerTexts(answers.ASK, offered=answers.offered, filled=answers.filled),
    thumb_acts={
        "verify": _("True, pass it on"),
        "act_locally": _("We have seen to it"),
        "not_mine": _("Not my area"),
        "ask_info": _("I need to know more"),
        "validate": _("I have seen it, it is done"),
        "refuse": _("It is not done yet"),
    },
    recent=feeds.recent,
    recent_url="reports:list",
    report_here_url="reports:place",
    reference=reference.load,
    demo=seed,
    demo_keys=demo_keys,
)
