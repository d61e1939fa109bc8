"""Which public reports may still be duplicates, near a place: found without looking at the old ones.

An open report stays relevant without end, a closed one until its closing. PostgreSQL's own
range operators serve for that, so no extension is needed.
"""

from __future__ import annotations

from django.db import migrations

PLACES = """
CREATE INDEX reports_public_relevant ON reports_publicreport USING gist (
  point(lon, lat),
  tstzrange(status_updated_at, CASE WHEN is_open THEN NULL ELSE status_updated_at END, '[]')
);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_duplicates")]

    operations = [migrations.RunSQL(PLACES, "DROP INDEX reports_public_relevant;")]
