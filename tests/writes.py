"""Proofs about writing: that nothing was written, and that what was written would be kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core import mail
from django.db import connection

# A refusal may count the attempt, note that it happened and keep the visitor's session.
ALLOWED = frozenset({"django_session", "privacy_access", "sewaka_cache"})

# What the view pg_stat_xact_user_tables counts, without its joins: a fifth of the time.
_COUNTS = """
    select relname, written
    from (
        select relname,
               pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
               + pg_stat_get_xact_tuples_deleted(oid) as written
        from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace
        offset 0
    ) as counted
    where written > 0
"""


@contextmanager
def nothing_written(*, besides: frozenset[str] = frozenset()) -> Iterator[None]:
    """The block writes no row and sends no mail, not even one that was taken back.

    PostgreSQL's own counters of the running transaction are read, so a write undone by a savepoint
    counts. Works inside the test's transaction only (`db`, not `transactional_db`).
    """
    assert connection.in_atomic_block, "nothing_written() reads the counters of one transaction"
    before, sent = _written(), len(mail.outbox)
    yield
    after = _written()
    allowed = ALLOWED | besides
    changed = {
        table: count - before.get(table, 0)
        for table, count in after.items()
        if count != before.get(table, 0) and table not in allowed
    }
    assert changed == {}, f"rows written although it was refused: {changed}"
    assert len(mail.outbox) == sent, "a mail was sent although it was refused"


def check_deferred() -> None:
    """Run the deferred constraints now, as a commit would; raises IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return dict(cursor.fetchall())
