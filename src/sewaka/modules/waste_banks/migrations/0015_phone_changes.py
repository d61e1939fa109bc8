"""That a phone number was changed is kept, for the fraud desk (F13)."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from sewaka.kernel.append_only import guard


class Migration(migrations.Migration):

    dependencies = [
        ("waste_banks", "0014_fees"),
    ]

    operations = [
        migrations.CreateModel(
            name="PhoneChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("changed_by", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField(db_index=True)),
                ("customer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="phone_changes", to="waste_banks.customer")),
            ],
            options={"verbose_name": "change of a phone number"},
        ),
        *guard("waste_banks_phonechange"),
    ]
