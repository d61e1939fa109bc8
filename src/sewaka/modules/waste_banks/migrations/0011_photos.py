"""A photo may come after its line was booked: once, and nothing else of the line changes."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

_GUARD = """
CREATE OR REPLACE FUNCTION waste_banks_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.deposit_id = OLD.deposit_id AND EXISTS (SELECT 1 FROM waste_banks_deposit
     WHERE id = OLD.deposit_id AND status IN ('RECEIVED', 'REVIEW')) THEN RETURN NEW;
  END IF;
  %s
  RAISE EXCEPTION 'a line of a posted deposit stays' USING ERRCODE = 'insufficient_privilege';
END $$;
"""
_LATE_PHOTO = """
  IF TG_OP = 'UPDATE' AND OLD.photo_id IS NULL
     AND to_jsonb(NEW) - 'photo_id' = to_jsonb(OLD) - 'photo_id' THEN RETURN NEW;
  END IF;
"""


class Migration(migrations.Migration):
    """The trigger of lines anew."""

    dependencies: ClassVar = [("waste_banks", "0010_disputes")]
    operations: ClassVar = [migrations.RunSQL(_GUARD % _LATE_PHOTO, _GUARD % "")]
