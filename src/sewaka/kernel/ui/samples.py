"""Invented samples for the gallery. Dates are fixed, so that pictures of it can be compared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ui.values import (
    Answer,
    Bar,
    CaseCard,
    Cell,
    Choice,
    Column,
    Filter,
    Kpi,
    Line,
    Link,
    NextStep,
    Pages,
    Photo,
    PhotoItem,
    PhotoState,
    Place,
    Problem,
    Promise,
    PromiseState,
    Row,
    Seen,
    Side,
    Slot,
    Spread,
    Status,
    Table,
    TimelineEntry,
)
from sewaka.kernel.workflow import StateGroup

NUMBER = "L26-7K3QX9M-4"
MORNING = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)
ANSWER_DUE = datetime(2026, 11, 26, 7, 30, tzinfo=UTC)
DONE_DUE = datetime(2026, 12, 4, 7, 30, tzinfo=UTC)
# A drawing in place of a photo: the gallery stores no pictures.
DRAWING = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 480 360'%3E"
    "%3Crect width='480' height='360' fill='%238A8177'/%3E%3Cpath d='M0 260 160 150l90 80 70-50 "
    "160 110v70H0z' fill='%235C554D'/%3E%3Ccircle cx='370' cy='90' r='40' fill='%23DED6CA'/%3E"
    "%3C/svg%3E"
)

RECEIVED = Status(StateGroup.NEW, _("Received"))
WORKED_ON = Status(StateGroup.OPEN, _("Being worked on"))
OVERDUE = Status(StateGroup.OPEN, _("Being worked on"), overdue_days=2)
DONE = Status(StateGroup.DONE, _("Done"))


def gallery() -> dict[str, Any]:
    """Everything that the gallery's template shows, by name."""
    return {
        "number": NUMBER,
        "statuses": statuses(),
        "grades": grades(),
        "promises": promises(),
        "entries": timeline(),
        "cards": cards(),
        "table": table(),
        "loading_table": Table(_("Loading"), COLUMNS, (), is_loading=True),
        "empty_table": Table(
            _("Late cases"),
            COLUMNS,
            (),
            empty=_("Nothing is late. Well done."),
            empty_link=Link(_("See all cases"), "#n19"),
        ),
        "pages": Pages(51, 100, 4012, "?halaman=1", "?halaman=3"),
        "filters": filters(),
        "saved": (
            Link(_("Mine"), "#n20", count=12, is_current=True),
            Link(_("Late"), "#n20", count=3),
        ),
        "kpis": kpis(),
        "spreads": spreads(),
        "bars": (
            Bar(_("Public works"), 88, "88%", "(n 210)"),
            Bar(_("Environment"), 95, "95%", "(n 96)"),
            Bar(_("Transport"), 61, "61%", "(n 31)"),
        ),
        "lines": (
            Line(_("Received"), (14, 18, 11, 25, 21, 30, 16)),
            Line(_("Done"), (10, 15, 16, 19, 24, 22, None)),
        ),
        "labels": (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")),
        **form_samples(),
        **photo_samples(),
    }


def spreads() -> tuple[Spread, ...]:
    """One difference that is sure, one that is not."""
    return (
        Spread(_("Simpang Enam"), -4.2, -5.1, -3.3, "−4.2 ± 0.9"),
        Spread(_("Catur Muka"), 0.6, -0.8, 2.0, "+0.6 ± 1.4"),
    )


def form_samples() -> dict[str, Any]:
    """Samples for the fields and the steps of a form."""
    return {
        "problems": (
            Problem("id_g_wrong", _("Write where it is, for example a street or a neighbourhood.")),
        ),
        "g_units": [Choice("hours", _("working hours")), Choice("days", _("working days"))],
        "kinds": (
            Choice("road", _("Road or pavement"), icon="construction"),
            Choice("drain", _("Blocked drain"), icon="droplets"),
            Choice("lamp", _("Street lamp"), icon="lightbulb"),
            Choice("waste", _("Waste"), icon="trash"),
        ),
        "secrecy": (
            Choice("hide", _("Keep my name to yourselves"),
                   _("Only the officers see who you are.")),
            Choice("show", _("Show my name")),
            Choice("none", _("Without a name"), is_disabled=True,
                   reason=_("Not possible for this kind of report.")),
        ),
        "few": (Choice("a", _("Mail")), Choice("b", _("Telephone"))),
        "villages": tuple(Choice(f"51.71.0{n}", f"{_('Village')} {n}") for n in range(1, 14)),
        "slots": (
            Slot("1", "08.00", is_chosen=True), Slot("2", "09.00"),
            Slot("3", "10.00", _("full"), is_taken=True),
            Slot("4", "11.00", _("closed: public holiday"), is_taken=True),
        ),
        "answers": (
            Answer(_("Photos"), "", "#n27", (photo(), photo())),
            Answer(_("Place"), "Jl. Nangka 12", "#n27"),
            Answer(_("What is wrong"), _("Blocked drain"), "#n27"),
        ),
        "steps": (
            NextStep(_("The first officer looks at it")),
            NextStep(_("You get an answer"), ANSWER_DUE),
            NextStep(_("It is mended"), DONE_DUE),
        ),
    }  # fmt: skip


def photo_samples() -> dict[str, Any]:
    """Samples for the photo and the place field."""
    return {
        "photo_items": (
            PhotoItem("1", PhotoState.SENT, url=DRAWING), PhotoItem("2", PhotoState.SENDING, 40),
            PhotoItem("3", PhotoState.FAILED), PhotoItem("4", PhotoState.REMOVED),
        ),
        "photo_more": (
            PhotoItem("5", PhotoState.SHRINKING), PhotoItem("6", PhotoState.KEPT, url=DRAWING),
        ),
        "place": Place(-8.6364, 115.2166, 12.0, "gps", ""),
        "photo": photo(),
        "sides": (
            Side(_("This report"), _("Blocked drain in front of the market."), (photo(),)),
            Side("L26-7K3QX9M-4", url="#n24", note=_("60 m away")),
        ),
        "masked": Photo("", _("Photo of the report: blocked drain"), is_masked=True),
    }  # fmt: skip


def photo() -> Photo:
    """One picture."""
    return Photo(DRAWING, _("Photo of the report: blocked drain"))


def statuses() -> tuple[Status, ...]:
    """Every chip of look.md section 3."""
    return (
        RECEIVED,
        WORKED_ON,
        Status(StateGroup.WAITING, _("Waiting for you")),
        DONE,
        Status(StateGroup.DONE, _("Confirmed by citizens"), is_confirmed=True),
        Status(StateGroup.REJECTED, _("Declined")),
        Status(StateGroup.DONE, _("Merged with another case"), is_merged=True),
        OVERDUE,
    )


def grades() -> list[tuple[str, Any]]:
    """Every letter, and that nobody knows."""
    words = (_("free"), _("smooth"), _("steady"), _("dense"), _("slow"), _("jammed"))
    return [*zip("ABCDEF", words, strict=True), ("-", _("not known"))]


def promises() -> tuple[Promise, ...]:
    """A promise in every state."""
    answered, done = _("Answered by the latest"), _("Done by the latest")
    return (
        Promise(answered, ANSWER_DUE, PromiseState.MET, met_at=NEXT_DAY),
        Promise(done, DONE_DUE, PromiseState.ON_TIME, 8),
        Promise(done, ANSWER_DUE, PromiseState.NEAR, 1),
        Promise(done, MORNING, PromiseState.LATE, -2),
        Promise(done, DONE_DUE, PromiseState.PAUSED, 5, _("we wait for your answer")),
        Promise(answered, MORNING, PromiseState.MISSED, met_at=NEXT_DAY),
    )


def timeline() -> tuple[TimelineEntry, ...]:
    """Entries of every audience, a merge and a reopening."""
    return (
        TimelineEntry(MORNING, _("Received"), _("Citizen"), group=StateGroup.NEW),
        TimelineEntry(
            MORNING, _("Handed to the public works office"), _("First officer"),
            _("The water stands knee-deep after rain."), StateGroup.OPEN, photos=(photo(),),
        ),
        TimelineEntry(
            NEXT_DAY, _("Question to you"), _("Public works"),
            _("On which side of the street is it?"), StateGroup.WAITING, seen=Seen.APPLICANT,
        ),
        TimelineEntry(NEXT_DAY, _("Note"), _("Public works"), _("Crew B, small truck."),
                      seen=Seen.INTERNAL),
        TimelineEntry(NEXT_DAY, _("Merged with another case"), icon="git-merge",
                      link=Link(_("Open the other case"), "#n17")),
        TimelineEntry(NEXT_DAY, _("Done"), _("Public works"), group=StateGroup.DONE,
                      before=photo(), after=None),
        TimelineEntry(NEXT_DAY, _("Opened again: not mended yet"), _("Citizen"), icon="rotate-ccw"),
    )  # fmt: skip


def cards() -> tuple[CaseCard, ...]:
    """A new case, a plain one, one with a photo that is late."""
    due = Promise(_("Done by the latest"), DONE_DUE)
    return (
        CaseCard(_("Blocked drain"), "#n18", NUMBER, "Jl. Nangka", RECEIVED, MORNING,
                 distance_m=200, icon="droplets", is_new=True),
        CaseCard(_("Street lamp out"), "#n18", "", "Jl. Suli", WORKED_ON, promise=due,
                 distance_m=1350, icon="lightbulb"),
        CaseCard(_("Fallen tree"), "#n18", "", "Jl. Gatsu", OVERDUE, promise=due, photo=photo()),
    )  # fmt: skip


COLUMNS = (
    Column("title", _("Case"), is_main=True),
    Column("state", _("State")),
    Column("at", _("Received on"), sort="masuk"),
    Column("days", _("Working days left"), is_number=True, sort="sisa"),
)


def table() -> Table:
    """A table with a selected row, a new one and a part that did not come."""
    rows = (
        (_("Blocked drain"), WORKED_ON, "3", ""),
        (_("Street lamp out"), RECEIVED, "5", _("new neighbour of two others")),
        (_("Fallen tree"), OVERDUE, "-2", ""),
    )
    return Table(
        caption=_("Cases of the public works office"),
        columns=COLUMNS,
        rows=tuple(
            Row(
                (
                    Cell(title, url="#n19", note=note), Cell(status=status),
                    Cell(at=MORNING), Cell(days, value=days),
                ),
                key=str(at), label=title, is_selected=at == 1, is_new=at == 0,
            )
            for at, (title, status, days, note) in enumerate(rows)
        ),
        sort="sisa",
        missing=_("Figures of one office have not come in since 13.40."),
        downloads=(Link("CSV", "#n19"), Link("JSON", "#n19")),
        is_selectable=True,
    )  # fmt: skip


def filters() -> tuple[Filter, ...]:
    """Two selects, one of them set, and a search box."""
    return (
        Filter(
            "status", _("State"), (Choice("open", _("Open")), Choice("done", _("Done"))), "open"
        ),
        Filter("desa", _("Village"), (Choice("1", f"{_('Village')} 1"),)),
        Filter("q", _("Words")),
    )


def kpis() -> tuple[Kpi, ...]:
    """Normal, alarm, no figure, stale."""
    week = _("last 7 days")
    return (
        Kpi(_("Reports"), "128", period=week, change="+12", url="#n21",
            spark=(9, 14, 11, 18, 21, 19, 36)),
        Kpi(_("Answered as promised"), "91%", period=week, change="-4", is_change_good=False,
            count=312, is_alarm=True),
        Kpi(_("Median until done"), "", _("days"), week),
        Kpi(_("Citizens: it is mended"), "83%", period=week, change="+2", is_change_good=True,
            stale=_("4 minutes old")),
    )  # fmt: skip
