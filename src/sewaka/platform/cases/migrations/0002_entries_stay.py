"""Entries of the timeline are written once: the database refuses UPDATE and DELETE.

TRUNCATE is a right of the owner alone, who needs it to empty a test database.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of a case are never changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON cases_caseentry
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""

BACKWARD = """
DROP TRIGGER entries_stay ON cases_caseentry;
DROP FUNCTION cases_refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers on the timeline."""

    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
