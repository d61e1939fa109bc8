"""How far a customer's paper passbook has been printed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The mark on the customer."""

    dependencies: ClassVar = [("waste_banks", "0006_supervision")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="customer",
            name="printed_seq",
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
