"""Whoever writes past the functions is refused, the owner too; the proof finds the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.commands import group
from sewaka.platform.ledger.models import Journal
from sewaka.platform.ledger.tests.books import DAY, NOW, Books, make_books
from tests.database import Connect

_JOURNAL = (
    "INSERT INTO ledger_journal SELECT '00000000-0000-7000-8000-00000000000a', book_id, kind,"
    " book_date, occurred_at, posted_at,"
    " {lines}, digest, actor_id, source_kind, source_id, NULL, NULL, memo FROM ledger_journal"
    " LIMIT 1;"
)
_ENTRY = (
    "INSERT INTO ledger_entry SELECT {to}, {line}, account_id, book_date, {amount}, {seq}, NULL"
    " FROM ledger_entry WHERE account_seq IS NULL LIMIT 1"
)
_OLD = "(SELECT id FROM ledger_journal LIMIT 1)"
OWNER = "sewaka_owner"
MODELS = list(apps.get_app_config("ledger").get_models())
TABLES = [model._meta.db_table for model in MODELS]
ATTACKS = {
    "an empty journal": _JOURNAL.format(lines=2),
    "a journal of one line": _JOURNAL.format(lines=2)
    + _ENTRY.format(to="'00000000-0000-7000-8000-00000000000a'", line=1, amount=5, seq="NULL"),
    "a line more": _ENTRY.format(to=_OLD, line=4, amount=5, seq="NULL"),
    "an old line once more": _ENTRY.format(to=_OLD, line=1, amount=5, seq="NULL"),
    "another amount": "UPDATE ledger_entry SET amount = amount + 1",
    "another reason": "UPDATE ledger_journal SET memo = 'lain'",
    "an entry less": "DELETE FROM ledger_entry",
    "a journal less": "DELETE FROM ledger_journal",
    "no entries": "TRUNCATE ledger_entry",
    "nothing at all": "TRUNCATE ledger_book CASCADE",
    "an account less": "DELETE FROM ledger_account",
    "below nothing": "UPDATE ledger_balance SET signed_amount = 5",
}


@pytest.fixture
def books(transactional_db: None) -> Books:
    with transaction.atomic():
        books = make_books()
        books.deposit("001", 1_000, fee=100)
    return books


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("role", ["sewaka_app", OWNER])
def test_the_owner_can_not_either(
    role: str, attack: str, books: Books, connect_as: Connect
) -> None:
    there = connect_as(role)  # each command commits by itself
    with pytest.raises(psycopg.Error):
        there.execute(ATTACKS[attack])
    assert ledger.verify() == []
    assert Journal.objects.count() == 1


@contextmanager
def walls_down(owner: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """As if somebody had taken the triggers away for a moment."""
    for table in TABLES:
        owner.execute(SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(Identifier(table)))
    yield owner
    for table in TABLES:
        owner.execute(SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(Identifier(table)))


TAMPERED = {
    "UPDATE ledger_entry SET amount = amount + 1 WHERE line = 1": {
        "journal_balanced", "journal_digest", "book_balanced",
    },
    "UPDATE ledger_entry SET amount = -amount": {
        "journal_digest", "stored_balance", "running_balance",
    },
    "UPDATE ledger_journal SET source_id = gen_random_uuid()": {"journal_digest"},
    "UPDATE ledger_balance SET signed_amount = signed_amount - 1": {"stored_balance"},
    "UPDATE ledger_balance SET entry_count = 2 WHERE entry_count = 1": {"sequence"},
    "DELETE FROM ledger_entry WHERE account_seq IS NOT NULL": {
        "journal_balanced", "journal_digest", "book_balanced", "stored_balance", "sequence",
    },
    "UPDATE ledger_entry SET balance_after = -1 WHERE account_seq = 1": {"running_balance"},
    "UPDATE ledger_entry SET book_date = '2026-01-01' WHERE line = 1": {"own_book"},
    "UPDATE ledger_journal SET pair_id = gen_random_uuid()": {"pair"},
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERED)
def test_the_proof_finds_what_was_changed_behind_its_back(
    change: str, books: Books, connect_as: Connect
) -> None:
    assert ledger.verify() == []
    assert CliRunner().invoke(group, ["check"]).exit_code == 0
    with walls_down(connect_as(OWNER)) as owner:
        assert owner.execute(change).rowcount > 0
    assert {one.rule for one in ledger.verify()} == TAMPERED[change]
    said = CliRunner().invoke(group, ["check"])
    assert said.exit_code == 1
    assert all(rule in said.output for rule in TAMPERED[change])


OF_FULLER_BOOKS = {
    "UPDATE ledger_entry SET amount = amount * 2 FROM ledger_journal AS journal"
    " WHERE journal.id = journal_id AND reverses_id IS NOT NULL": "reversal",
    "UPDATE ledger_entry SET line = line + 10 FROM ledger_journal AS journal"
    " WHERE journal.id = journal_id AND reverses_id IS NOT NULL": "reversal",
    "UPDATE ledger_period_balance SET closing = closing + 1": "period_account",
    "UPDATE ledger_period SET trial_balance_sha256 = sha256('')": "period",
    "UPDATE ledger_hold SET amount = amount + 1": "held",
}


@pytest.mark.parametrize("change", OF_FULLER_BOOKS)
def test_the_proof_reads_reversals_periods_and_holds(
    change: str, books: Books, connect_as: Connect
) -> None:
    with transaction.atomic():
        books.hold("001", 5, hold_id=new_id(), journal_id=new_id())
        for day in (DAY, DAY + timedelta(days=1)):
            books.reverse(books.deposit("001", 70, day=day), day=day)
            ledger.close_period(book_id=books.id, through=day, actor=SYSTEM, now=NOW)
    assert ledger.verify() == []
    with walls_down(connect_as(OWNER)) as owner:
        assert owner.execute(change).rowcount > 0
    assert OF_FULLER_BOOKS[change] in {one.rule for one in ledger.verify()}


def test_the_models_say_who_writes() -> None:
    assert len(TABLES) == 8
    assert all(getattr(model, "by_functions", False) for model in MODELS)


def test_nobody_else_may_call_what_writes(books: Books) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosecdef, proconfig, has_function_privilege('public', oid, 'execute')"
            " FROM pg_proc WHERE proname LIKE 'ledger%%' AND prorettype <> 'trigger'::regtype"
        )
        found = cursor.fetchall()
    writing = {name for name, is_definer, _, _ in found if is_definer}
    assert len(writing) == 9
    for name, is_definer, config, is_public in found:
        if is_definer:
            assert config[0] == "search_path=public, pg_temp", name
            assert not is_public, name
