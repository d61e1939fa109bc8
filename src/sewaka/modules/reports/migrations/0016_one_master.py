"""A master is never a child: held by the database, whoever writes."""

from __future__ import annotations

from django.db import migrations

# All insertions stand in one queue until their transactions end, so that two merges at once can
# not each miss the other: the statement after the lock sees what was committed meanwhile.
ONE_MASTER = """
CREATE FUNCTION reports_one_master() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.undone_at IS NOT NULL THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('reports_duplicatelink'));
  IF EXISTS (SELECT 1 FROM reports_duplicatelink
      WHERE undone_at IS NULL AND id <> NEW.id AND child_id = NEW.master_id) THEN
    RAISE EXCEPTION 'the master % is itself a child', NEW.master_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reports_master_is_no_child';
  END IF;
  IF EXISTS (SELECT 1 FROM reports_duplicatelink
      WHERE undone_at IS NULL AND id <> NEW.id AND master_id = NEW.child_id) THEN
    RAISE EXCEPTION 'the child % is itself a master', NEW.child_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reports_child_is_no_master';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reports_one_master BEFORE INSERT OR UPDATE ON reports_duplicatelink
  FOR EACH ROW EXECUTE FUNCTION reports_one_master();
"""
UNDO = """
DROP TRIGGER reports_one_master ON reports_duplicatelink;
DROP FUNCTION reports_one_master();
"""

# Who said "me too" follows; authors follow their own reports, where there is a way to tell them.
FOLLOWERS = """
INSERT INTO reports_follower (id, report_id, person_id, device_hash, role, channel, muted, since)
SELECT id, report_id, person_id, device_hash, 'supporter',
       CASE WHEN person_id IS NULL THEN 'none' ELSE 'notice' END, false, since
FROM reports_supporter;
INSERT INTO reports_follower (id, report_id, person_id, role, channel, muted, since)
SELECT gen_random_uuid(), report.case_id, one.applicant_id, 'reporter', 'notice', false,
       one.opened_at
FROM reports_report report JOIN cases_case one ON one.id = report.case_id
WHERE one.applicant_id IS NOT NULL
ON CONFLICT DO NOTHING;
INSERT INTO reports_follower (id, report_id, contact_id, role, channel, muted, since)
SELECT gen_random_uuid(), contact.report_id, contact.report_id, 'reporter',
       CASE WHEN contact.email IS NULL THEN 'none' ELSE 'mail' END, false, contact.sent_at
FROM reports_reportercontact contact JOIN cases_case one ON one.id = contact.report_id
WHERE one.applicant_id IS NULL
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0015_following")]

    operations = [
        migrations.RunSQL(FOLLOWERS, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Supporter"),
        migrations.RunSQL(ONE_MASTER, UNDO),
    ]
