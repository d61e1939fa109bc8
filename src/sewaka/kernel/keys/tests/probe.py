"""A model with encrypted columns over a temporary table, for the tests of this package."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import connection, models

from sewaka.kernel.ids import new_id
from sewaka.kernel.keys.blind import BlindIndexField
from sewaka.kernel.keys.columns import EncryptedTextField


def only_digits(text: str) -> str:
    """A normal form for the tests."""
    return "".join(ch for ch in text if ch.isdigit())


def contact_model(apps: Apps) -> Any:
    """The model `Contact`; its table exists for the present transaction's connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS probe_contact (id uuid PRIMARY KEY, person_id uuid,"
            " phone text, note text, phone_index bytea) ON COMMIT PRESERVE ROWS"
        )
    meta = type("Meta", (), {"app_label": "keys", "db_table": "probe_contact", "apps": apps})
    fields = {
        "id": models.UUIDField(primary_key=True, default=new_id),
        "person_id": models.UUIDField(null=True),
        "phone": EncryptedTextField(key_class="identity", subject="person_id", null=True),
        "note": EncryptedTextField(key_class="health", subject="person_id", null=True),
        "phone_index": BlindIndexField(source="phone", normalise=only_digits),
    }
    return type("Contact", (models.Model,), {**fields, "Meta": meta, "__module__": __name__})
