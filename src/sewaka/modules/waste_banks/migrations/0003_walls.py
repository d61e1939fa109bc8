"""What the database refuses, whoever is connected: a changed price, a changed deposit, less of what only grows."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sewaka.kernel.append_only import guard

_PRICES = """
CREATE FUNCTION waste_banks_price_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.valid IS NULL THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
  IF TG_OP = 'UPDATE' AND upper_inf(OLD.valid) AND lower(NEW.valid) = lower(OLD.valid)
     AND NEW.id = OLD.id AND NEW.price_list_id = OLD.price_list_id AND NEW.bank_no = OLD.bank_no
     AND NEW.category_no = OLD.category_no AND NEW.buy_idr = OLD.buy_idr
     AND NEW.sell_idr = OLD.sell_idr THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a published price only ends' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER waste_banks_price_guard BEFORE UPDATE OR DELETE ON waste_banks_price
  FOR EACH ROW EXECUTE FUNCTION waste_banks_price_guard();
"""
_NO_PRICES = """
DROP TRIGGER waste_banks_price_guard ON waste_banks_price;
DROP FUNCTION waste_banks_price_guard();
"""
_DEPOSITS = """
CREATE FUNCTION waste_banks_deposit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.status IN ('RECEIVED', 'REVIEW')
     OR (NEW.bank_id, NEW.purpose, NEW.occurred_at, NEW.book_date, NEW.net_g, NEW.gross_idr, NEW.fee_idr)
      = (OLD.bank_id, OLD.purpose, OLD.occurred_at, OLD.book_date, OLD.net_g, OLD.gross_idr, OLD.fee_idr)
     AND NEW.journal_id IS NOT DISTINCT FROM OLD.journal_id) THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a posted deposit is reversed, not changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER waste_banks_deposit_guard BEFORE UPDATE OR DELETE ON waste_banks_deposit
  FOR EACH ROW EXECUTE FUNCTION waste_banks_deposit_guard();
CREATE FUNCTION waste_banks_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.deposit_id = OLD.deposit_id AND EXISTS (SELECT 1 FROM waste_banks_deposit
     WHERE id = OLD.deposit_id AND status IN ('RECEIVED', 'REVIEW')) THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a line of a posted deposit stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER waste_banks_line_guard BEFORE UPDATE OR DELETE ON waste_banks_depositline
  FOR EACH ROW EXECUTE FUNCTION waste_banks_line_guard();
"""
_NO_DEPOSITS = """
DROP TRIGGER waste_banks_line_guard ON waste_banks_depositline;
DROP FUNCTION waste_banks_line_guard();
DROP TRIGGER waste_banks_deposit_guard ON waste_banks_deposit;
DROP FUNCTION waste_banks_deposit_guard();
"""


class Migration(migrations.Migration):
    """Triggers."""

    dependencies: ClassVar = [("waste_banks", "0002_deposits")]
    operations: ClassVar = [
        *guard("waste_banks_weighingrecord"),
        *guard("waste_banks_forkedrecord"),
        *guard("waste_banks_stockmovement"),
        migrations.RunSQL(_PRICES, _NO_PRICES),
        migrations.RunSQL(_DEPOSITS, _NO_DEPOSITS),
    ]
