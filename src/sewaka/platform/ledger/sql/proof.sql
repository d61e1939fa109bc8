-- What is wrong in the books, by rule; nothing where all is right. `subject` names the account
-- (book/code), the journal, the hold or the period. Every rule reads its rows once, or by key: the
-- proof of books twice as full takes twice as long.
CREATE OR REPLACE FUNCTION ledger_verify()
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH sums AS (
    SELECT account_id, sum(amount) AS total, count(*) AS entries, max(account_seq) AS last
    FROM ledger_entry GROUP BY account_id
  ), named AS (
    SELECT account.*, book.code || '/' || account.code AS label
    FROM ledger_account AS account JOIN ledger_book AS book ON book.id = account.book_id)
  SELECT 'journal_balanced', journal.id::text, 'sum ' || coalesce(sum(entry.amount), 0)
           || ', lines ' || count(entry.line) || ' of ' || journal.entry_count
    FROM ledger_journal AS journal LEFT JOIN ledger_entry AS entry ON entry.journal_id = journal.id
    GROUP BY journal.id HAVING sum(entry.amount) IS DISTINCT FROM 0
      OR count(entry.line) <> journal.entry_count
  UNION ALL
  SELECT 'journal_digest', journal.id::text, 'its content is not what was posted'
    FROM ledger_journal AS journal JOIN ledger_entry AS entry ON entry.journal_id = journal.id
    GROUP BY journal.id HAVING journal.digest <> ledger_digest(journal.book_id, journal.kind,
      journal.book_date, array_agg(entry.account_id ORDER BY entry.line),
      array_agg(entry.amount ORDER BY entry.line), journal.source_id, journal.reverses_id)
  UNION ALL
  SELECT 'book_balanced', book.code, 'sum ' || sum(sums.total)
    FROM ledger_book AS book JOIN ledger_account AS account ON account.book_id = book.id
    JOIN sums ON sums.account_id = account.id
    GROUP BY book.code HAVING sum(sums.total) <> 0
  UNION ALL
  SELECT 'stored_balance', named.label,
         'stored ' || balance.signed_amount || ', entries say ' || coalesce(sums.total, 0)
    FROM ledger_balance AS balance JOIN named ON named.id = balance.account_id
    LEFT JOIN sums ON sums.account_id = balance.account_id
    WHERE balance.signed_amount <> coalesce(sums.total, 0)
       OR balance.floor_side <> named.floor_side
  UNION ALL
  SELECT 'sequence', named.label, 'counted ' || balance.entry_count || ', entries '
           || coalesce(sums.entries, 0) || ', last ' || coalesce(sums.last, 0)
    FROM ledger_balance AS balance JOIN named ON named.id = balance.account_id
    LEFT JOIN sums ON sums.account_id = balance.account_id
    WHERE balance.entry_count <> coalesce(sums.entries, 0)
       OR balance.entry_count <> coalesce(sums.last, 0)
  UNION ALL
  SELECT 'running_balance', named.label, 'at entry ' || chain.account_seq
    FROM (SELECT account_id, account_seq, balance_after,
                 sum(amount) OVER (PARTITION BY account_id ORDER BY account_seq) AS expected
          FROM ledger_entry WHERE account_seq IS NOT NULL) AS chain
    JOIN named ON named.id = chain.account_id
    WHERE chain.balance_after IS DISTINCT FROM chain.expected
       OR named.floor_side * chain.balance_after < 0
  UNION ALL
  SELECT 'own_book', journal.id::text, 'an entry on ' || named.label
    FROM ledger_entry AS entry JOIN ledger_journal AS journal ON journal.id = entry.journal_id
    JOIN named ON named.id = entry.account_id
    WHERE named.book_id <> journal.book_id OR entry.book_date <> journal.book_date
       OR named.tracked <> (entry.account_seq IS NOT NULL)
  UNION ALL
  SELECT 'reversal', journal.id::text, 'no mirror of ' || journal.reverses_id
    FROM ledger_journal AS journal
    WHERE journal.reverses_id IS NOT NULL AND (
      SELECT array_agg(line::bigint ORDER BY line) || array_agg(account_id ORDER BY line)
             || array_agg(amount ORDER BY line)
      FROM ledger_entry WHERE journal_id = journal.id
    ) IS DISTINCT FROM (
      SELECT array_agg(line::bigint ORDER BY line) || array_agg(account_id ORDER BY line)
             || array_agg(-amount ORDER BY line)
      FROM ledger_entry WHERE journal_id = journal.reverses_id)
  UNION ALL
  SELECT 'held', named.label, 'pending holds ' || coalesce(pending.amount, 0)
           || ', on the account ' || abs(balance.signed_amount)
    FROM (SELECT DISTINCT held_account_id FROM ledger_hold) AS held
    JOIN named ON named.id = held.held_account_id
    JOIN ledger_balance AS balance ON balance.account_id = held.held_account_id
    LEFT JOIN (SELECT held_account_id, sum(amount) AS amount FROM ledger_hold
               WHERE state = 'PENDING' GROUP BY held_account_id) AS pending
      ON pending.held_account_id = held.held_account_id
    WHERE abs(balance.signed_amount) <> coalesce(pending.amount, 0)
  UNION ALL
  SELECT 'pair', pair.pair_id::text, 'without an equal amount on the other side, in another book'
    FROM (SELECT pair_id, min(book_id) AS one, max(book_id) AS other, count(*) AS journals
          FROM ledger_journal WHERE pair_id IS NOT NULL GROUP BY pair_id) AS pair
    WHERE pair.one = pair.other OR pair.journals <> 2 OR NOT EXISTS (
      SELECT 1 FROM ledger_journal AS left_one
      JOIN ledger_entry AS debit ON debit.journal_id = left_one.id
      JOIN ledger_journal AS right_one ON right_one.pair_id = left_one.pair_id
      JOIN ledger_entry AS credit ON credit.journal_id = right_one.id
      WHERE left_one.pair_id = pair.pair_id AND left_one.book_id <> right_one.book_id
        AND debit.amount = -credit.amount)
  UNION ALL
  SELECT 'period', book.code || ' ' || period.period_end,
         'the trial balance is not the one that was closed'
    FROM (SELECT *, lag(period_end, 1, date '1999-12-31')
                      OVER (PARTITION BY book_id ORDER BY period_end) AS after
          FROM ledger_period) AS period
    JOIN ledger_book AS book ON book.id = period.book_id
    WHERE period.trial_balance_sha256
      <> ledger_trial_digest(period.book_id, period.after, period.period_end)
  UNION ALL
  SELECT 'period_account', named.label || ' ' || kept.period_end,
         'closing ' || kept.closing || ', entries say ' || kept.opening + coalesce(sum(entry.amount), 0)
    FROM (SELECT *, lag(closing, 1, 0::bigint) OVER earlier AS opening,
                 lag(period_end, 1, '-infinity') OVER earlier AS after
          FROM ledger_period_balance
          WINDOW earlier AS (PARTITION BY account_id ORDER BY period_end)) AS kept
    JOIN named ON named.id = kept.account_id
    LEFT JOIN ledger_entry AS entry ON entry.account_id = kept.account_id
      AND entry.book_date > kept.after AND entry.book_date <= kept.period_end
    GROUP BY named.label, kept.period_end, kept.closing, kept.opening
    HAVING kept.closing <> kept.opening + coalesce(sum(entry.amount), 0)
$$;
