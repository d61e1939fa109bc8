-- Nobody changes what was posted, the owner of the tables neither.
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'LG004';
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_journal', 'ledger_entry', 'ledger_period', 'ledger_period_balance'] LOOP
    EXECUTE format('CREATE TRIGGER row_wall BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('CREATE TRIGGER table_wall BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['ledger_book', 'ledger_account', 'ledger_balance', 'ledger_hold'] LOOP
    EXECUTE format('CREATE TRIGGER row_wall BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('CREATE TRIGGER table_wall BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
  END LOOP;
END $$;

-- A hold ends once; nothing else of it changes.
CREATE FUNCTION ledger_hold_wall() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept ledger_hold%ROWTYPE := NEW;
BEGIN
  kept.state := OLD.state;
  kept.final_journal_id := OLD.final_journal_id;
  kept.settled_amount := OLD.settled_amount;
  IF OLD.state <> 'PENDING' OR kept IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'a hold ends once' USING ERRCODE = 'LG004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER change_wall BEFORE UPDATE ON ledger_hold
  FOR EACH ROW EXECUTE FUNCTION ledger_hold_wall();

CREATE TRIGGER guard AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_guard();

CREATE FUNCTION ledger_journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM ledger_entry WHERE journal_id = NEW.id) THEN
    RAISE EXCEPTION 'a journal without entries' USING ERRCODE = 'LG001';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER guard AFTER INSERT ON ledger_journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_journal_guard();
