"""Public rows get their shown update; a change of a category leaves its instant.

`geo_json` and `geo_xml` are filled by `actions.rebuilding`, which runs after every migration that
left rows without them.
"""

from __future__ import annotations

from django.db import migrations

SHOWN = """
UPDATE reports_publicreport AS row SET status_updated_at = coalesce(
  (SELECT closed_at FROM cases_case WHERE id = row.case_id), row.updated_at
);
"""

# The one place that asks the database's clock: a category may be changed by any means, psql
# included, and programs that keep our list of services look at the instant of the last change.
CHANGED = """
CREATE FUNCTION reports_category_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at = clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER reports_category_changed BEFORE INSERT OR UPDATE ON reports_category
FOR EACH ROW EXECUTE FUNCTION reports_category_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_open311")]

    operations = [
        migrations.RunSQL(SHOWN, migrations.RunSQL.noop),
        migrations.RunSQL(
            CHANGED,
            "DROP TRIGGER reports_category_changed ON reports_category;"
            "DROP FUNCTION reports_category_changed();",
        ),
    ]
