"""Public rows of a small box, newest first: an index by cells of the land (`models.cells`).

Latitude and longitude stand in it too, so that the exact box is judged without the row itself.
"""

from __future__ import annotations

from django.db import migrations

CELLS = """
CREATE INDEX reports_public_cell ON reports_publicreport (
  (floor(lat * 200)::int * 72001 + floor(lon * 200)::int), requested_at DESC, case_id DESC
) INCLUDE (lat, lon);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0024_count_validated_by_nobody")]

    operations = [migrations.RunSQL(CELLS, "DROP INDEX reports_public_cell;")]
