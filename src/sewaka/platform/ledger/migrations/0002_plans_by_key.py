"""Posting reads its rows by key, however small the tables were when a connection planned it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0001_books_that_only_grow"),
    ]

    operations = [
        # The functions before it gave the same answers: there is nothing to take back.
        migrations.RunSQL((SQL / "plans.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
