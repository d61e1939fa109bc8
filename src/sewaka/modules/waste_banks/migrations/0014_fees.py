"""A fee is dated: what was the bank's one fee is its first; a deposit keeps the day it is valued by."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from sewaka.kernel.append_only import guard

# Nobody knows when a fee was set before now: it holds from the bank's first day on.
_FIRST = """
INSERT INTO waste_banks_bankfee (bank_id, since, fee_bp, fee_on, decided_at)
  SELECT id, (opened_at AT TIME ZONE 'Asia/Makassar')::date, admin_fee_bp, fee_on, opened_at FROM waste_banks_wastebank;
"""
_DAYS = "UPDATE waste_banks_deposit SET priced_on = book_date WHERE priced_on IS NULL"


class Migration(migrations.Migration):

    dependencies = [
        ("waste_banks", "0013_points"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankFee",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("since", models.DateField()),
                ("fee_bp", models.PositiveSmallIntegerField()),
                ("fee_on", models.CharField(choices=[("DEPOSIT", "DEPOSIT"), ("WITHDRAWAL", "WITHDRAWAL")], default="DEPOSIT", max_length=20)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField()),
                ("bank", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="fees", to="waste_banks.wastebank")),
            ],
            options={
                "verbose_name": "fee of a waste bank",
                "ordering": ["bank_id", "since"],
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "since"), name="waste_banks_fee_once_a_day"),
                    models.CheckConstraint(condition=models.Q(("fee_bp__lte", 5000)), name="waste_banks_fee_at_most_half"),
                ],
            },
        ),
        migrations.RunSQL(_FIRST, migrations.RunSQL.noop),
        *guard("waste_banks_bankfee"),
        migrations.RemoveConstraint(model_name="wastebank", name="waste_banks_bank_fee"),
        migrations.RemoveField(model_name="wastebank", name="admin_fee_bp"),
        migrations.RemoveField(model_name="wastebank", name="fee_on"),
        migrations.AddField(model_name="deposit", name="priced_on", field=models.DateField(null=True)),
        migrations.RunSQL(_DAYS, migrations.RunSQL.noop),
        migrations.AlterField(model_name="deposit", name="priced_on", field=models.DateField()),
    ]
