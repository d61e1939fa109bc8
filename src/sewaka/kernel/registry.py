"""The module descriptor, and the registry of all modules.

A city service is a folder with a `module.py` that holds `MODULE = Module(...)`. The settings name
the folders; at start-up the registry imports each descriptor once and is then frozen. `city/`
composes the city from these values and knows no module by name.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sewaka.kernel.access import Rule, Scope
from sewaka.kernel.workflow import Text, Workflow


class Audience(StrEnum):
    """For whom a service, a menu entry or a text is."""

    CITIZEN = "citizen"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Service:
    """Something a person can start: a tile on the home page."""

    code: str
    name: Text
    description: Text
    start_url: str  # URL name
    icon: str
    audience: Audience = Audience.CITIZEN
    promise_hours: int | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a grant can give. Every staff role needs a second factor."""

    code: str
    name: Text
    scope: Scope
    is_staff: bool = True
    reads_chain: bool = True  # whether it reads every case of its module within its reach
    keeps_land: bool = False  # whether it enters hamlets of the area that it is for


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the staff rail or the portal's menu. Shown to whom holds one of the roles."""

    label: Text
    url: str  # URL name
    icon: str
    roles: frozenset[str] = frozenset()
    order: int = 100


@dataclass(frozen=True, slots=True)
class Widget:
    """A block of the dashboard. `figures(now=, days=, area_code=)` gives `kernel.figures.Figures`.

    The same for everybody, the mayor included: no actor.
    """

    code: str
    title: Text
    figures: Callable[..., Any]
    order: int = 100


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of a feed in its stable order; `next_cursor` is empty on the last one."""

    rows: tuple[Mapping[str, Any], ...]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A public data set. `page(cursor=, limit=)` gives a `FeedPage` without personal data.

    An empty cursor starts at the beginning. `schema` is a JSON Schema of one row; columns `lat`
    with `lon` or `long` make it a map. `row_name` is the element of a row in XML. The remaining
    fields are what Satu Data (Perpres 39/2019) demands of every release: who produces it (code of
    an agency), who keeps it (`steward`), how often it is renewed, what one row is (`unit`), which
    standard its columns follow.
    """

    code: str
    title: Text
    description: Text
    page: Callable[..., FeedPage]
    schema: Mapping[str, Any]
    producer: str
    frequency: str  # continuous, daily, weekly, monthly, yearly
    licence: str = "CC-BY-4.0"
    row_name: str = "row"
    steward: str = "diskominfos"
    unit: Text = ""
    standard: str = ""
    keywords: tuple[Text, ...] = ()
    meanings: Mapping[str, Text] = field(default_factory=dict)  # of the columns, for people


@dataclass(frozen=True, slots=True)
class MapLayer:
    """Points for the city map. `features(actor=, box=, limit=)` gives mappings with lat, lon."""

    code: str
    title: Text
    features: Callable[..., Iterable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class LiveTopic:
    """Public states that browsers follow at `/live/events?layer=<layer>`.

    `states(now=, keys=)` gives things by their key, each as a mapping for JSON: those of `keys`
    when somebody notifies `channel` with a JSON list of them, all (None) every few seconds. Only
    what anybody may read belongs into it, and nothing that changes every second by itself.
    """

    layer: str
    channel: str
    states: Callable[..., Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A part of the one search box. `find(actor=, words=, limit=)` gives `Hit` values."""

    code: str
    title: Text
    find: Callable[..., Iterable[Any]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a data set is kept. `expire(now=, dry_run=)` gives the number of rows concerned."""

    code: str
    purpose: Text
    keep: timedelta
    basis: str
    expire: Callable[..., int]
    at_least: timedelta = timedelta()  # the law's own minimum: no setting goes below


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One declared personal field (UU 27/2022): why it is kept, on which basis, how long.

    `export(person_id=)` gives the subject's own values for the copy of their data.
    """

    field: str  # "reports.ReporterContact.phone"
    purpose: Text
    basis: str
    retention: str  # code of a Retention
    audience: Text
    key_class: str = ""  # empty: stored in the clear
    export: Callable[..., Iterable[Mapping[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A background or cron job. `owner` is the role that is told when it fails."""

    task: str  # full name of the procrastinate task
    owner: str
    cron: str = ""


@dataclass(frozen=True, slots=True)
class Daemon:
    """A process of a module's own: the command `sewaka <name>`, kept running by `sewaka up`.

    `run()` serves until SIGTERM, as the database role of the application. `packages` are optional
    ones that it imports: without them it is left out, and the city says so and goes on.
    `is_wanted()` says whether this installation has work for it. `in_demo_only`: a city never
    runs it. `queue`: of jobs that it does alone; the city's worker leaves them.
    """

    name: str  # "<module>-<what>"
    about: Text
    run: Callable[[], None]
    packages: tuple[str, ...] = ()
    is_wanted: Callable[[], bool] | None = None
    in_demo_only: bool = False
    queue: str = ""


@dataclass(frozen=True, slots=True)
class OnPhone:
    """What the installed app keeps of a module and takes in for it. All are URL names.

    `pages` are the same bytes for everybody (`kernel.ui.kept`); `aliases` are doors that lead to
    one of them. `share_url` takes photos that another app shares (POST, field `foto`) and shows
    them at `share_step`.
    """

    pages: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    share_url: str = ""
    share_step: str = ""


@dataclass(frozen=True, slots=True)
class AnswerTexts:
    """Ready-made words for the acts of a case, filled into the field `ask`.

    `offered(case=, transition=)` gives the ui Choices that fit an act, without a query;
    `filled(case=, key=)` the words of one with its facts. Raises NotFound.
    """

    ask: str
    offered: Callable[..., Iterable[Any]]
    filled: Callable[..., str]


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A program's key in the demo city, listed with the account (by mail address) it belongs to."""

    owner: str
    standard: str  # "open311"
    role: str
    key: str


@dataclass(frozen=True, slots=True)
class Border:
    """Where a module speaks a standard of others, below one path.

    Nothing there is answered with a page, faults of ours included: `refuse(request, error)` writes
    every refusal as the standard has it. `start` is the address at which a program begins.
    """

    prefix: str  # "/open311"
    name: Text
    about: Text
    start: str
    refuse: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Module:
    """Everything the city needs to know about one service."""

    code: str
    name: Text
    icon: str
    description: Text = ""
    services: tuple[Service, ...] = ()
    roles: tuple[Role, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    events: tuple[type, ...] = ()
    consumers: tuple[Any, ...] = ()
    jobs: tuple[Job, ...] = ()
    daemons: tuple[Daemon, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    widgets: tuple[Widget, ...] = ()
    feeds: tuple[Feed, ...] = ()
    map_layers: tuple[MapLayer, ...] = ()
    live: tuple[LiveTopic, ...] = ()
    search: tuple[SearchSource, ...] = ()
    retention: tuple[Retention, ...] = ()
    personal_data: tuple[PersonalData, ...] = ()
    sealed_readers: Mapping[str, Rule] = field(default_factory=dict)  # kind -> who reads if sealed
    borders: tuple[Border, ...] = ()
    page_rules: Mapping[str, Rule] = field(default_factory=dict)  # URL name -> who may open it
    on_phone: OnPhone | None = None  # what works without a signal
    urls: str = ""  # dotted path of the URLconf, mounted at the root
    api: Callable[[], Any] | None = None  # gives the ninja router, mounted at /api/v1/<code>
    case_url: Callable[..., str] | None = None  # citizen's page of a case: case_url(case=)
    case_panel: Callable[..., Any] | None = None  # module's part of the staff case page
    # What cases are about, for lists: case_briefs(cases=, actor=, now=) gives ui CaseBriefs by id.
    case_briefs: Callable[..., Mapping[Any, Any]] | None = None
    answer_texts: AnswerTexts | None = None
    # The few acts that get a big button on a phone, in order: action -> what the button says.
    thumb_acts: Mapping[str, Text] = field(default_factory=dict)
    recent: Callable[..., Iterable[Any]] | None = None  # recent(limit=) gives public ui CaseCards
    recent_url: str = ""  # URL name of the public list that `recent` is the head of
    # URL name at which a report of a problem begins with its place filled in: a POST of lat, lon,
    # accuracy_m, source ("pin") and landmark.
    report_here_url: str = ""
    reference: Callable[[], None] | None = None  # idempotent: rows every installation needs
    # Fills the demo city, `demo(now=, progress=)`; safe to run twice. `progress(done, total)` is
    # called along the way.
    demo: Callable[..., None] | None = None
    demo_keys: Callable[[], Iterable[DemoKey]] | None = None  # of programs in the demo city


@cache
def modules() -> tuple[Module, ...]:
    """All modules named in the settings, in that order. Imported once, then frozen."""
    from django.conf import settings

    return tuple(_descriptor(path) for path in settings.SEWAKA_MODULES)


def module(code: str) -> Module:
    """The module of that code. Raises KeyError."""
    for found in modules():
        if found.code == code:
            return found
    raise KeyError(code)


def report_here_url() -> str:
    """Name of the URL at which a report begins with its place filled in; "" where there is none."""
    return next((one.report_here_url for one in modules() if one.report_here_url), "")


@cache
def workflow(code: str) -> Workflow:
    """The workflow of that code, from whichever module declares it. Raises KeyError."""
    for found in modules():
        for candidate in found.workflows:
            if candidate.code == code:
                return candidate
    raise KeyError(code)


@cache
def roles() -> Mapping[str, Role]:
    """All roles of the city by code: the modules' and the platform's own."""
    from django.conf import settings

    own = importlib.import_module(settings.SEWAKA_CITY_ROLES).ROLES
    declared = [role for found in modules() for role in found.roles]
    return {role.code: role for role in (*own, *declared)}


def border(path: str) -> Callable[..., Any] | None:
    """Who writes the refusals at this path, where a standard says how they look."""
    for found in modules():
        for one in found.borders:
            if path == one.prefix or path.startswith(f"{one.prefix}/"):
                return one.refuse
    return None


def _descriptor(path: str) -> Module:
    found = importlib.import_module(f"{path}.module").MODULE
    if not isinstance(found, Module):
        raise TypeError(f"{path}.module.MODULE is not a Module")
    return found
