"""What Django has no words for: hops without gap, and closed hops that nobody rewrites."""

from __future__ import annotations

from django.db import migrations

# Deferred: within a transaction a chain may be written in any order; at its end every hop begins
# where the former ended. After `acted` the chain stood still, so the next one may begin later.
GAPLESS = """
CREATE FUNCTION reports_hop_gapless() RETURNS trigger LANGUAGE plpgsql AS $check$
DECLARE this reports_hop%ROWTYPE; former reports_hop%ROWTYPE; is_last boolean;
BEGIN
  SELECT * INTO this FROM reports_hop WHERE id = NEW.id;
  IF this.n > 1 THEN
    SELECT * INTO former FROM reports_hop WHERE case_id = this.case_id AND n = this.n - 1;
    IF former.to_at IS NULL OR former.to_at > this.from_at
       OR (former.to_at < this.from_at AND former.outcome <> 'acted') THEN
      RAISE EXCEPTION 'hop % of case % does not begin where the former ended', this.n, this.case_id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'reports_hop_gapless';
    END IF;
  END IF;
  SELECT NOT EXISTS (SELECT 1 FROM reports_hop WHERE case_id = this.case_id AND n = this.n + 1)
    INTO is_last;
  IF is_last AND this.to_at IS NOT NULL AND this.outcome <> 'acted' THEN
    RAISE EXCEPTION 'hop % of case % ended and none follows', this.n, this.case_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'reports_hop_gapless';
  END IF;
  RETURN NULL;
END $check$;
CREATE CONSTRAINT TRIGGER reports_hop_gapless AFTER INSERT OR UPDATE ON reports_hop
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reports_hop_gapless();
"""

STAY = """
CREATE FUNCTION reports_hop_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.to_at IS NULL
     AND (NEW.id, NEW.case_id, NEW.n, NEW.plan, NEW.level, NEW.area_code, NEW.from_at)
         = (OLD.id, OLD.case_id, OLD.n, OLD.plan, OLD.level, OLD.area_code, OLD.from_at)
     AND NEW.agency_id IS NOT DISTINCT FROM OLD.agency_id THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% of reports_hop is refused: what an office had is not rewritten', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $guard$;
CREATE TRIGGER reports_hop_row_guard BEFORE UPDATE OR DELETE ON reports_hop
  FOR EACH ROW EXECUTE FUNCTION reports_hop_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_hops")]

    operations = [
        migrations.RunSQL(
            GAPLESS,
            "DROP TRIGGER reports_hop_gapless ON reports_hop; DROP FUNCTION reports_hop_gapless();",
        ),
        migrations.RunSQL(
            STAY,
            "DROP TRIGGER reports_hop_row_guard ON reports_hop; DROP FUNCTION reports_hop_guard();",
        ),
    ]
