-- Opening, debit, credit and closing of every account of a book through a day, after `p_after`.
CREATE FUNCTION ledger_trial_balance(p_book bigint, p_after date, p_through date)
RETURNS TABLE (account_id bigint, code text, opening bigint, debit bigint, credit bigint, closing bigint, entries bigint)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT account.id, account.code,
    (coalesce(known.closing, 0) + come.before)::bigint, come.debit::bigint, come.credit::bigint,
    (coalesce(known.closing, 0) + come.before + come.debit - come.credit)::bigint, come.entries
  FROM ledger_account AS account
  -- The newest closed period that ends no later than `p_after`: what is older is summed there.
  CROSS JOIN (
    SELECT coalesce(max(period_end), '-infinity') AS ended FROM ledger_period
    WHERE book_id = p_book AND period_end <= p_after) AS period
  LEFT JOIN ledger_period_balance AS known
    ON known.account_id = account.id AND known.period_end = period.ended
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE book_date <= p_after), 0) AS before,
           coalesce(sum(amount) FILTER (WHERE book_date > p_after AND amount > 0), 0) AS debit,
           coalesce(-sum(amount) FILTER (WHERE book_date > p_after AND amount < 0), 0) AS credit,
           count(*) FILTER (WHERE book_date > p_after) AS entries
    FROM ledger_entry
    WHERE ledger_entry.account_id = account.id AND book_date > period.ended
      AND book_date <= p_through) AS come
  WHERE account.book_id = p_book
  ORDER BY account.code
$$;

CREATE FUNCTION ledger_trial_digest(p_book bigint, p_after date, p_through date)
RETURNS bytea LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT sha256(convert_to(coalesce(string_agg(
    concat_ws('|', code, opening, debit, credit, closing), E'\n' ORDER BY code), ''), 'UTF8'))
  FROM ledger_trial_balance(p_book, p_after, p_through)
  WHERE opening <> 0 OR entries > 0
$$;

-- Waits for postings that are under way, and keeps others waiting: what is written is whole.
CREATE FUNCTION ledger_close_period(p_book bigint, p_through date, p_now timestamptz, p_actor uuid)
RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before date;
  sum_of_all bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(8101, p_book::int);
  SELECT closed_through INTO before FROM ledger_book WHERE id = p_book;
  IF before IS NULL OR p_through <= before THEN
    RAISE EXCEPTION 'the period is closed' USING ERRCODE = 'LG003';
  END IF;
  sum_of_all := ledger_trial_digest(p_book, before, p_through);
  INSERT INTO ledger_period_balance (account_id, period_end, debit, credit, closing, entries)
    SELECT account_id, p_through, debit, credit, closing, entries
    FROM ledger_trial_balance(p_book, before, p_through);
  INSERT INTO ledger_period (book_id, period_end, closed_at, closed_by, trial_balance_sha256)
    VALUES (p_book, p_through, p_now, p_actor, sum_of_all);
  UPDATE ledger_book SET closed_through = p_through WHERE id = p_book;
  RETURN sum_of_all;
END $$;
