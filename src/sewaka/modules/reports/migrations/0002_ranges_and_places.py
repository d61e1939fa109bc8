"""What Django has no words for: the spatial index of the public rows, and routes that never overlap."""

from __future__ import annotations

from django.db import migrations

PLACES = """
CREATE INDEX reports_public_place ON reports_publicreport USING gist (point(lon, lat));
"""

# Half-open day ranges; without btree_gist equality of texts is written as overlap of one-element
# ranges, for which a range type over text is all that is needed.
ROUTES = """
CREATE TYPE reports_coderange AS RANGE (subtype = text, collation = "C");
ALTER TABLE reports_routingrule ADD CONSTRAINT reports_route_once EXCLUDE USING gist (
  reports_coderange(category_id::text, category_id::text, '[]') WITH &&,
  reports_coderange(area_code::text, area_code::text, '[]') WITH &&,
  daterange(valid_from, valid_to) WITH &&
);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.RunSQL(PLACES, "DROP INDEX reports_public_place;"),
        migrations.RunSQL(
            ROUTES,
            "ALTER TABLE reports_routingrule DROP CONSTRAINT reports_route_once;"
            "DROP TYPE reports_coderange;",
        ),
    ]
