"""Nobody both finishes work and looks at it, on one report, in whichever round."""

from __future__ import annotations

from django.db import migrations

# Both directions: who has looked may not finish later, who has finished may not look later.
# The case's row is locked by whoever moves it, so that two transactions can not pass each other.
OTHER_PERSON = """
CREATE FUNCTION reports_other_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found boolean;
BEGIN
  IF NEW.by_id IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'reports_validation' THEN
    SELECT EXISTS (SELECT 1 FROM reports_workproof
      WHERE report_id = NEW.report_id AND by_id = NEW.by_id) INTO found;
  ELSE
    SELECT EXISTS (SELECT 1 FROM reports_validation
      WHERE report_id = NEW.report_id AND by_id = NEW.by_id) INTO found;
  END IF;
  IF found THEN
    RAISE EXCEPTION 'one person finishes and looks at report %', NEW.report_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reports_other_person';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reports_other_person BEFORE INSERT OR UPDATE ON reports_validation
  FOR EACH ROW EXECUTE FUNCTION reports_other_person();
CREATE TRIGGER reports_other_person BEFORE INSERT OR UPDATE ON reports_workproof
  FOR EACH ROW EXECUTE FUNCTION reports_other_person();
"""
UNDO = """
DROP TRIGGER reports_other_person ON reports_workproof;
DROP TRIGGER reports_other_person ON reports_validation;
DROP FUNCTION reports_other_person();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_work")]

    operations = [migrations.RunSQL(OTHER_PERSON, UNDO)]
