"""Fills the frame of every page: names from the settings, places and menus from the registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sewaka.kernel import registry
from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.registry import Audience, MenuItem, Service
from sewaka.kernel.ui.assets import url_of
from sewaka.kernel.ui.frame import Frame
from sewaka.kernel.ui.values import Link
from sewaka.platform.calendars import api as calendars
from sewaka.platform.ledger import api as ledger
from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people
from sewaka.platform.privacy import api as privacy
from sewaka.platform.territory import api as territory


def build(*, request: HttpRequest) -> Frame:
    """The frame of this request (see `settings.SEWAKA_FRAME`)."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    is_staff = actor.is_staff and request.path.startswith(settings.STAFF_PATH)
    return Frame(
        site_name=settings.SITE_NAME,
        runs_it=settings.SITE_RUN_BY,
        host=request.get_host(),
        is_official=bool(settings.SITE_RUN_BY) and settings.SEWAKA_MODE == "city",
        home_url=address("portal:home"),
        search_url=address("portal:search"),
        preferences_url=address("ui:preferences"),
        manifest_url=address("portal:manifest"),
        worker_url=address("portal:worker") if url_of("sw.js") else "",
        areas_url=address("territory:map"),
        live_url=f"{settings.LIVE_URL}/live/events",
        places=tuple(_places(request)),
        menu=tuple(_menu(request, actor)),
        account=_account(actor),
        unread=notify.unread(actor=actor),
        unread_url=address("notify_inbox") if actor.person_id else "",
        footer=tuple(_footer()),
        address=settings.SITE_ADDRESS,
        emergency=settings.EMERGENCY_NUMBER,
        is_staff=is_staff,
    )


def services(*, audience: Audience = Audience.CITIZEN) -> tuple[Service, ...]:
    """All services of all modules for that audience, in their order."""
    found = [s for m in registry.modules() for s in m.services if s.audience is audience]
    return tuple(sorted(found, key=lambda service: (service.order, service.code)))


def public_links() -> tuple[Link, ...]:
    """The modules' menu entries that name no role: for everybody, on the home page."""
    return tuple(
        Link(item.label, url, item.icon)
        for item in _menu_items()
        if not item.roles and (url := address(item.url))
    )


def main_url() -> str:
    """Where the main service begins; "" when this city has none."""
    main = next((s for s in services() if s.code == settings.MAIN_SERVICE), None)
    return address(main.start_url) if main else ""


def address(name: str) -> str:
    """The address of a URL name; "" when no part of this city answers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _places(request: HttpRequest) -> Iterator[Link]:
    """The bottom bar: home, the main service, all services, mine."""
    main = next((s for s in services() if s.code == settings.MAIN_SERVICE), None)
    wanted = [(_("Home"), "portal:home", "house")]
    if main:
        wanted.append((_("Report"), main.start_url, main.icon))
    wanted += [
        (_("Services"), "portal:services", "layout-grid"),
        (_("Mine"), "portal:mine", "circle-user-round"),
    ]
    for label, name, icon in wanted:
        if url := address(name):
            yield Link(label, url, icon, is_current=_is_here(request, url))


def _menu(request: HttpRequest, actor: Actor) -> Iterator[Link]:
    """The staff's rail: entries of the modules that name a role which the actor holds.

    Where one address lies below another's, the nearer one is where one is.
    """
    links = list(_menu_links(actor))
    here = max((link.url for link in links if _is_here(request, link.url)), key=len, default="")
    for link in links:
        yield replace(link, is_current=link.url == here)


def _menu_links(actor: Actor) -> Iterator[Link]:
    if not actor.is_staff:
        return
    if inbox := address("inbox:list"):
        yield Link(_("Inbox"), inbox, "inbox")
    for item in _menu_items():
        if any(actor.holds(role) for role in item.roles) and (url := address(item.url)):
            yield Link(item.label, url, item.icon)


def _menu_items() -> list[MenuItem]:
    items = [item for module in registry.modules() for item in module.menu]
    items += [
        *territory.MENU,
        *calendars.MENU,
        *people.MENU,
        *notify.MENU,
        *privacy.MENU,
        *ledger.MENU,
    ]
    return sorted(items, key=lambda item: item.order)


def _account(actor: Actor) -> Link | None:
    if actor.person_id is None:
        url = address("account_login")
        return Link(_("Sign in"), url, "log-in") if url else None
    url = address("inbox:list") if actor.is_staff else address("portal:mine")
    label = _("My work") if actor.is_staff else _("My cases")
    return Link(label, url, "circle-user-round") if url else None


def _footer() -> Iterator[Link]:
    for label, name in (
        (_("Privacy"), "portal:privacy"),
        (_("Open data"), "opendata:index"),
        (_("City dashboard"), "dashboard:page"),
        (_("The look"), "ui:gallery"),
    ):
        if url := address(name):
            yield Link(label, url)
    if settings.SOURCE_URL:
        yield Link(_("Source code"), settings.SOURCE_URL)


def _is_here(request: HttpRequest, url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url.rstrip('/')}/"))
