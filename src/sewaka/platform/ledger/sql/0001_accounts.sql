CREATE FUNCTION ledger_open_book(p_code text, p_name text, p_unit text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found ledger_book%ROWTYPE;
BEGIN
  INSERT INTO ledger_book (code, name, unit) VALUES (p_code, p_name, p_unit)
    ON CONFLICT (code) DO NOTHING;
  SELECT * INTO found FROM ledger_book WHERE code = p_code;
  IF found.unit <> p_unit THEN
    RAISE EXCEPTION 'a book of another unit has this code' USING ERRCODE = 'LG409';
  END IF;
  RETURN found.id;
END $$;

CREATE FUNCTION ledger_open_account(
  p_book bigint, p_code text, p_name text, p_kind text, p_tracked boolean, p_floor smallint,
  p_party uuid, p_at timestamptz
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found ledger_account%ROWTYPE;
BEGIN
  INSERT INTO ledger_account (book_id, code, name, kind, party_id, tracked, floor_side, opened_at)
    VALUES (p_book, p_code, p_name, p_kind, p_party, p_tracked, p_floor, p_at)
    ON CONFLICT (book_id, code) DO NOTHING RETURNING * INTO found;
  IF found.id IS NOT NULL THEN
    IF p_tracked THEN
      INSERT INTO ledger_balance (account_id, floor_side) VALUES (found.id, p_floor);
    END IF;
    RETURN found.id;
  END IF;
  SELECT * INTO found FROM ledger_account WHERE book_id = p_book AND code = p_code;
  IF (found.kind, found.tracked, found.floor_side, found.party_id)
     IS DISTINCT FROM (p_kind, p_tracked, p_floor, p_party) THEN
    RAISE EXCEPTION 'another account has this code' USING ERRCODE = 'LG409';
  END IF;
  RETURN found.id;
END $$;

-- Waits for postings that are under way, so that none is written after the change.
CREATE FUNCTION ledger_set_status(p_account bigint, p_status text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own_book bigint;
BEGIN
  SELECT book_id INTO own_book FROM ledger_account WHERE id = p_account;
  IF own_book IS NULL THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'LG005';
  END IF;
  PERFORM pg_advisory_xact_lock(8101, own_book::int);
  UPDATE ledger_account SET status = p_status
    WHERE id = p_account AND (status <> 'CLOSED' OR p_status = 'CLOSED');
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a closed account stays closed' USING ERRCODE = 'LG005';
  END IF;
END $$;

CREATE FUNCTION ledger_reverse(
  p_journal uuid, p_id uuid, p_day date, p_at timestamptz, p_now timestamptz, p_actor uuid,
  p_memo text
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  was ledger_journal%ROWTYPE;
  accounts bigint[];
  amounts bigint[];
BEGIN
  SELECT * INTO was FROM ledger_journal WHERE id = p_journal;
  IF was.id IS NULL OR was.reverses_id IS NOT NULL THEN
    RAISE EXCEPTION 'there is nothing to reverse' USING ERRCODE = 'LG007';
  END IF;
  IF EXISTS (SELECT 1 FROM ledger_hold WHERE p_journal IN (hold_journal_id, final_journal_id)) THEN
    RAISE EXCEPTION 'a hold is settled or released, not reversed' USING ERRCODE = 'LG006';
  END IF;
  SELECT array_agg(account_id ORDER BY line), array_agg(-amount ORDER BY line)
    INTO accounts, amounts FROM ledger_entry WHERE journal_id = p_journal;
  BEGIN
    RETURN ledger_post(p_id, was.book_id, 'ledger.reversal', p_day, p_at, p_now, accounts, amounts,
      p_actor, was.source_kind, was.source_id, NULL, p_memo, p_journal);
  EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'it was reversed already' USING ERRCODE = 'LG007';
  END;
END $$;
