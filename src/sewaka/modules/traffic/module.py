"""The descriptor of traffic control: all that the city knows of this service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import Scope
from sewaka.kernel.registry import Daemon, Feed, Job, LiveTopic, MenuItem, Module, Role, Service
from sewaka.modules.traffic import access, daemons, demo, exporters, jobs, reference
from sewaka.modules.traffic.api import build_router
from sewaka.modules.traffic.consumers import CONSUMERS
from sewaka.modules.traffic.events import EVENTS
from sewaka.modules.traffic.ingest import serving
from sewaka.modules.traffic.models import live
from sewaka.modules.traffic.rules.what_if import QUEUE
from sewaka.modules.traffic.simulating import serving as simulating
from sewaka.modules.traffic.web import panel
from sewaka.modules.traffic.workflow import FAULT_WORKFLOW, INCIDENT_WORKFLOW

_ROOMS_PAGES = (
    "room", "room_map", "street", "desk", "renew", "release", "incident", "alarm_seen",
    "reset_ask", "reset_confirm", "priority_refuse",
)  # fmt: skip
_ENGINEERS_PAGES = (
    "what_if", "what_if_report", "plans", "plan", "plan_approve", "plan_publish",
    "before_after", "before_after_report", "before_after_pdf", "net", "matrix",
    "days", "day_rules", "day_rule", "day_rule_new", "day_rule_remove", "day_span_remove",
    "vehicles", "vehicle_renew", "vehicle_revoke",
    "calendar", "calendar_version", "calendar_approve", "calendar_publish",
)  # fmt: skip
_WORKSHOPS_PAGES = (
    "detectors", "cameras", "camera", "camera_still", "camera_version", "camera_count",
    "camera_keep", "camera_use",
)  # fmt: skip

MODULE = Module(
    code="traffic",
    name=_("Traffic"),
    icon="traffic-cone",
    description=_("The city's traffic signals, and how the streets flow."),
    services=(
        Service(
            "traffic.streets",
            _("Traffic"),
            _("How the streets flow at the city's signals."),
            start_url="traffic:start",
            icon="traffic-cone",
            order=300,
        ),
    ),
    roles=(
        Role(access.OPERATOR, _("Operator of the traffic control room"), Scope.CITY),
        Role(access.ENGINEER, _("Traffic engineer"), Scope.CITY),
        Role(access.TECHNICIAN, _("Technician of traffic signals"), Scope.CITY),
        Role(access.PATROL, _("Traffic patrol"), Scope.CITY),
        Role(access.HEAD, _("Head of the transport agency"), Scope.CITY),
    ),
    workflows=(INCIDENT_WORKFLOW, FAULT_WORKFLOW),
    events=EVENTS,
    consumers=CONSUMERS,
    jobs=(
        Job(jobs.roll_up.name, owner=access.ENGINEER, cron="* * * * *"),
        Job(jobs.judge_detectors.name, owner=access.ENGINEER, cron="* * * * *"),
        Job(jobs.keep_days.name, owner=access.ENGINEER, cron="7 * * * *"),
        # At 01:40, WITA: the last quarters of the day have been made, and few look.
        Job(jobs.make_profiles.name, owner=access.ENGINEER, cron="40 17 * * *"),
        Job(jobs.simulate.name, owner=access.ENGINEER),
    ),
    daemons=(
        Daemon(
            "traffic-broker",
            _("The demo's MQTT broker for detectors and signals."),
            serving.broker,
            packages=("amqtt",),
            is_wanted=serving.is_broker_ours,
            in_demo_only=True,
        ),
        Daemon(
            "traffic-street",
            _("The demo's simulated street: twelve junctions with their field units."),
            daemons.street,
            is_wanted=daemons.is_field_there,
            in_demo_only=True,
        ),
        Daemon(
            "traffic-engine",
            _("Steers the signals: hears the detectors and decides every second."),
            daemons.engine,
            is_wanted=daemons.is_street_known,
        ),
        Daemon(
            "traffic-simulations",
            _("Works through what-if comparisons: one run on each core."),
            simulating.serve,
            is_wanted=daemons.is_street_known,
            queue=QUEUE,
        ),
        Daemon(
            "traffic-ingest",
            _("Stores what detectors and signals say."),
            serving.ingest,
            packages=("paho",),
            is_wanted=serving.is_field_connected,
        ),
    ),
    menu=(
        MenuItem(
            _("Traffic control room"),
            "traffic:room",
            "traffic-cone",
            roles=access.ROOM_ROLES,
            order=20,
        ),
        MenuItem(
            _("Incidents on the street"),
            "traffic:patrol",
            "truck",
            roles=access.PATROL_ROLES,
            order=21,
        ),
        MenuItem(
            _("Health of detectors"),
            "traffic:detectors",
            "radar",
            roles=access.WORKSHOP_ROLES,
            order=21,
        ),
        MenuItem(
            _("Cameras that count"),
            "traffic:cameras",
            "camera",
            roles=access.WORKSHOP_ROLES,
            order=21,
        ),
        MenuItem(
            _("Calendar of plan sets"),
            "traffic:calendar",
            "calendar-clock",
            roles=frozenset({access.ENGINEER}),
            order=21,
        ),
        MenuItem(
            _("Net of streets"),
            "traffic:net",
            "waypoints",
            roles=frozenset({access.ENGINEER}),
            order=21,
        ),
        MenuItem(
            _("Vehicles with priority"),
            "traffic:vehicles",
            "ambulance",
            roles=frozenset({access.ENGINEER}),
            order=21,
        ),
        MenuItem(
            _("What if"),
            "traffic:what_if",
            "git-compare",
            roles=frozenset({access.ENGINEER}),
            order=22,
        ),
        MenuItem(
            _("Before and after"),
            "traffic:before_after",
            "scale",
            roles=frozenset({access.ENGINEER}),
            order=23,
        ),
    ),
    page_rules={
        f"traffic:{name}": access.public_pages()
        for name in (
            "start",
            "junction",
            "day_csv",
            "room_door",
            "ngsi",
            "datex_measured",
            "datex_situations",
        )
    }
    | {f"traffic:{name}": access.control_room() for name in _ROOMS_PAGES}
    | {f"traffic:{name}": access.workshop() for name in _WORKSHOPS_PAGES}
    | {f"traffic:{name}": access.patrol() for name in ("patrol", "patrol_act")}
    | {f"traffic:{name}": access.engineering() for name in _ENGINEERS_PAGES},
    urls="sewaka.modules.traffic.urls",
    api=build_router,
    case_panel=panel.case_panel,
    case_briefs=panel.case_briefs,
    feeds=(
        Feed(
            code="quarters",
            title=_("Traffic by lane and quarter of an hour"),
            description=_("Counts, flow, speeds, queue, delay and level of service at signals."),
            page=exporters.quarters,
            schema=exporters.SCHEMA,
            meanings=exporters.MEANINGS,
            producer="dishub",
            frequency="daily",
            row_name="quarter",
            unit=_("one lane in one quarter of an hour"),
            keywords=(_("traffic"), _("counts of vehicles")),
        ),
    ),
    reference=reference.load,
    live=(LiveTopic("traffic", live.CHANNEL, live.states),),
    demo=demo.seed,
)
