-- A hold sets an amount aside: from an account to its held one, in the direction that lowers it.
CREATE FUNCTION ledger_lowers(p_account bigint)
RETURNS smallint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN kind IN ('LIABILITY', 'EQUITY', 'INCOME') THEN 1 ELSE -1 END::smallint
  FROM ledger_account WHERE id = p_account
$$;

CREATE FUNCTION ledger_hold(
  p_id uuid, p_journal uuid, p_book bigint, p_from bigint, p_held bigint, p_amount bigint,
  p_expires timestamptz, p_day date, p_at timestamptz, p_now timestamptz, p_actor uuid,
  p_source_kind text, p_source uuid
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  sign smallint := ledger_lowers(p_from);
  outcome text;
BEGIN
  IF p_amount <= 0 OR ledger_lowers(p_held) IS DISTINCT FROM sign THEN
    RAISE EXCEPTION 'a hold needs an amount and two accounts of one side' USING ERRCODE = 'LG005';
  END IF;
  outcome := ledger_post(p_journal, p_book, 'ledger.hold', p_day, p_at, p_now,
    ARRAY[p_from, p_held], ARRAY[sign * p_amount, -sign * p_amount], p_actor, p_source_kind, p_source);
  IF outcome = 'POSTED' THEN
    INSERT INTO ledger_hold (id, book_id, from_account_id, held_account_id, amount, expires_at, hold_journal_id)
      VALUES (p_id, p_book, p_from, p_held, p_amount, p_expires, p_journal);
  ELSIF NOT EXISTS (SELECT 1 FROM ledger_hold WHERE id = p_id AND hold_journal_id = p_journal) THEN
    RAISE EXCEPTION 'this journal is another hold''s' USING ERRCODE = 'LG409';
  END IF;
  RETURN outcome;
END $$;

-- Ends a hold: `p_to` gets `p_amounts`, the rest goes back. Exactly one of several wins.
CREATE FUNCTION ledger_end_hold(
  p_hold uuid, p_journal uuid, p_state text, p_to bigint[], p_amounts bigint[], p_day date,
  p_at timestamptz, p_now timestamptz, p_actor uuid
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  hold ledger_hold%ROWTYPE;
  opened ledger_journal%ROWTYPE;
  sign smallint;
  paid bigint := coalesce((SELECT sum(amount) FROM unnest(p_amounts) AS amount), 0);
  accounts bigint[];
  amounts bigint[];
BEGIN
  SELECT * INTO hold FROM ledger_hold WHERE id = p_hold FOR NO KEY UPDATE;
  IF hold.id IS NULL OR (hold.state <> 'PENDING' AND hold.final_journal_id <> p_journal) THEN
    RAISE EXCEPTION 'the hold is over' USING ERRCODE = 'LG006', DETAIL = coalesce(hold.state, '');
  END IF;
  IF paid > hold.amount OR (paid > 0) <> (p_state = 'SETTLED')
     OR EXISTS (SELECT 1 FROM unnest(p_amounts) AS amount WHERE amount <= 0) THEN
    RAISE EXCEPTION 'more than is held, or nothing' USING ERRCODE = 'LG002';
  END IF;
  SELECT * INTO opened FROM ledger_journal WHERE id = hold.hold_journal_id;
  sign := ledger_lowers(hold.from_account_id);
  accounts := ARRAY[hold.held_account_id] || p_to;
  amounts := ARRAY[sign * hold.amount]
    || ARRAY(SELECT -sign * amount FROM unnest(p_amounts) WITH ORDINALITY AS given (amount, place)
             ORDER BY place);
  IF paid < hold.amount THEN
    accounts := accounts || hold.from_account_id;
    amounts := amounts || (-sign * (hold.amount - paid));
  END IF;
  IF hold.state <> 'PENDING' THEN  -- the same once more: its digest tells whether it is
    RETURN ledger_post(p_journal, hold.book_id, 'ledger.' || lower(hold.state), p_day, p_at, p_now,
      accounts, amounts, p_actor, opened.source_kind, opened.source_id);
  END IF;
  PERFORM ledger_post(p_journal, hold.book_id, 'ledger.' || lower(p_state), p_day, p_at, p_now,
    accounts, amounts, p_actor, opened.source_kind, opened.source_id);
  UPDATE ledger_hold SET state = p_state, final_journal_id = p_journal, settled_amount = paid
    WHERE id = p_hold;
  RETURN 'POSTED';
END $$;
