"""The same for tables that the server takes for empty. The text is the newest: it replaces all."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0002_plans_by_key"),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "posting.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]
