"""The proof reads each reversal and each period once; it read all entries for each of them."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0003_plans_of_empty_tables"),
    ]

    operations = [
        migrations.RunSQL((SQL / "proof.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
