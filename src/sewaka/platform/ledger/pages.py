"""Values that the auditor's pages draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui import formats
from sewaka.kernel.ui.values import Cell, Column, Link, Row, Table
from sewaka.platform.ledger.auditing import Posted, Trial
from sewaka.platform.ledger.models import Account, Book, Entry, Kind, Period, Unit


def amount(figure: int, unit: str) -> str:
    """Rupiah with their sign in front, points as a number."""
    return formats.rupiah(figure) if unit == Unit.RUPIAH else formats.number(figure)


def books_table(books: Iterable[Book]) -> Table:
    """All books."""
    columns = [
        Column("code", _("Book"), is_main=True, is_code=True),
        Column("name", _("Whose")),
        Column("closed", _("Closed through")),
    ]
    rows = [
        Row(
            key=book.code,
            cells=[
                Cell(book.code, url=reverse("ledger_book", args=[book.code])),
                Cell(book.name),
                Cell(formats.day(book.closed_through) if book.closed_through.year > 1999 else "–"),  # noqa: PLR2004 - the first day of all books
            ],
        )
        for book in books
    ]
    return Table(caption=_("Books"), columns=columns, rows=rows, empty=_("There is no book yet."))


def trial_table(trial: Trial) -> Table:
    """The trial balance, each account a way to its entries; the last row adds them up."""
    unit = trial.book.unit
    columns = [
        Column("code", _("Account"), is_main=True, is_code=True),
        Column("debit", _("Debit"), is_number=True),
        Column("credit", _("Credit"), is_number=True),
        Column("entries", _("Entries"), is_number=True),
    ]
    rows = [
        Row(
            key=row.code,
            cells=[
                Cell(row.code, url=reverse("ledger_account", args=[row.account_id])),
                *_sides(row.closing, unit),
                Cell(formats.number(row.entries)),
            ],
        )
        for row in trial.rows
    ]
    rows.append(
        Row(
            cells=[
                Cell(_("Sum")),
                Cell(amount(trial.debit, unit)),
                Cell(amount(trial.credit, unit)),
                Cell(formats.number(sum(row.entries for row in trial.rows))),
            ]
        )
    )
    csv = reverse("ledger_trial_csv", args=[trial.book.code]) + f"?on={trial.through}"
    return Table(
        caption=_("Trial balance of %(day)s") % {"day": formats.long_day(trial.through)},
        columns=columns, rows=rows, empty=_("Nothing is posted."), downloads=[Link("CSV", csv)],
    )  # fmt: skip


def periods_table(periods: Iterable[Period], *, code: str) -> Table:
    """What is closed, each with the hash that was published."""
    columns = [
        Column("end", _("Closed through"), is_main=True),
        Column("at", _("Closed at")),
        Column("hash", _("SHA-256 of the trial balance"), is_code=True),
    ]
    rows = [
        Row(
            cells=[
                Cell(formats.day(one.period_end), url=f"{_of_book(code)}?on={one.period_end}"),
                Cell(at=one.closed_at),
                Cell(bytes(one.trial_balance_sha256).hex()),
            ]
        )
        for one in periods
    ]
    nothing = _("No period is closed yet.")
    return Table(caption=_("Closed periods"), columns=columns, rows=rows, empty=nothing)


def entries_table(account: Account, entries: Iterable[Entry]) -> Table:
    """The entries of an account, each a way to its journal."""
    columns = [
        Column("day", _("Day of the books"), is_main=True),
        Column("kind", _("What")),
        Column("debit", _("Debit"), is_number=True),
        Column("credit", _("Credit"), is_number=True),
        Column("balance", _("Balance after"), is_number=True),
    ]
    unit, sign = account.book.unit, Kind(account.kind).sign
    rows = [
        Row(
            key=f"{one.journal_id}/{one.line}",
            cells=[
                Cell(formats.day(one.book_date), url=_of_journal(one.journal_id)),
                Cell(one.journal.kind, note=one.journal.memo),
                *_sides(one.amount, unit),
                Cell("–" if one.balance_after is None else amount(sign * one.balance_after, unit)),
            ],
        )
        for one in entries
    ]
    caption = _("Entries of %(account)s") % {"account": account.code}
    return Table(caption=caption, columns=columns, rows=rows, empty=_("Nothing is posted."))


def journal_table(posted: Posted) -> Table:
    """The lines of a journal."""
    columns = [
        Column("account", _("Account"), is_main=True, is_code=True),
        Column("name", _("Name")),
        Column("debit", _("Debit"), is_number=True),
        Column("credit", _("Credit"), is_number=True),
    ]
    rows = [
        Row(
            cells=[
                Cell(one.account.code, url=reverse("ledger_account", args=[one.account_id])),
                Cell(one.account.name),
                *_sides(one.amount, posted.journal.book.unit),
            ]
        )
        for one in posted.entries
    ]
    return Table(caption=_("Lines of the journal"), columns=columns, rows=rows)


def chain(posted: Posted) -> Sequence[Link]:
    """What it reverses, and what reversed it."""
    found = []
    if posted.journal.reverses_id:
        found.append(Link(_("It reverses this journal"), _of_journal(posted.journal.reverses_id)))
    if posted.reversal:
        found.append(Link(_("It was reversed by this journal"), _of_journal(posted.reversal)))
    return found


def csv_lines(trial: Trial) -> Iterator[Sequence[object]]:
    """For a spreadsheet; signed figures, debit positive."""
    yield ("account", "opening", "debit", "credit", "closing", "entries")
    for row in trial.rows:
        yield (row.code, row.opening, row.debit, row.credit, row.closing, row.entries)


def day_of(text: str, *, today: date) -> date:
    """The day that was asked for; today where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _sides(figure: int, unit: str) -> tuple[Cell, Cell]:
    shown = Cell(amount(abs(figure), unit))
    return (shown, Cell()) if figure >= 0 else (Cell(), shown)


def _of_journal(journal_id: Any) -> str:
    return reverse("ledger_journal", args=[journal_id])


def _of_book(code: str) -> str:
    return reverse("ledger_book", args=[code])
