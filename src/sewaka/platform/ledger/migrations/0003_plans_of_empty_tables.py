"""The same for tables that the server takes for empty: the functions anew, and with them their plans.

A city that starts today has both from the first two migrations; this one changes nothing there.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0002_plans_by_key"),
    ]

    operations = [
        migrations.RunSQL(
            "".join((SQL / part).read_text(encoding="utf-8") for part in ("posting.sql", "plans.sql")),
            migrations.RunSQL.noop,
        ),
    ]
