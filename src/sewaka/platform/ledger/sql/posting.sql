-- Rows are found by key whatever the planner thinks of the tables: plans.sql tells why.

-- Each statement brings whole journals: all lines, without a gap, and their sum is nothing. What
-- comes to a journal later, with a new line number or an old one, is refused by the same look.
CREATE OR REPLACE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1
    FROM (SELECT journal_id, sum(amount) AS total, count(*) AS lines, max(line) AS last,
                 min(book_date) AS first_day, max(book_date) AS last_day
          FROM new_rows GROUP BY journal_id) AS come
    LEFT JOIN LATERAL (
      SELECT entry_count, book_date FROM ledger_journal WHERE id = come.journal_id OFFSET 0
    ) AS journal ON true
    WHERE come.total <> 0
       OR (come.lines, come.last, come.first_day, come.last_day) IS DISTINCT FROM
          (journal.entry_count, journal.entry_count, journal.book_date, journal.book_date)
  ) THEN
    RAISE EXCEPTION 'a journal is not whole or not balanced' USING ERRCODE = 'LG001';
  END IF;
  RETURN NULL;
END $$;

-- What makes two postings of one id the same. The day as a number: its text depends on the session.
-- STABLE, as what it is made of: so it is written into the statement that calls it.
CREATE OR REPLACE FUNCTION ledger_digest(
  p_book bigint, p_kind text, p_day date, p_accounts bigint[], p_amounts bigint[], p_source uuid,
  p_reverses uuid
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(concat_ws('|', p_book, p_kind, p_day - date '2000-01-01',
    p_accounts::text, p_amounts::text, p_source, p_reverses), 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION ledger_post(
  p_id uuid, p_book bigint, p_kind text, p_day date, p_at timestamptz, p_now timestamptz,
  p_accounts bigint[], p_amounts bigint[], p_actor uuid, p_source_kind text, p_source uuid,
  p_pair uuid DEFAULT NULL, p_memo text DEFAULT '', p_reverses uuid DEFAULT NULL
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  lines int := cardinality(p_accounts);
  own bytea := ledger_digest(p_book, p_kind, p_day, p_accounts, p_amounts, p_source, p_reverses);
  stored bytea;
  closed date;
  good int;
  locked text;  -- nothing: an assignment is quicker than a statement
  free bigint;
BEGIN
  -- Closing a period and freezing an account take it alone.
  locked := pg_advisory_xact_lock_shared(8101, p_book::int);
  INSERT INTO ledger_journal (id, book_id, kind, book_date, occurred_at, posted_at, entry_count,
      digest, actor_id, source_kind, source_id, reverses_id, pair_id, memo)
    VALUES (p_id, p_book, p_kind, p_day, p_at, p_now, lines, own, p_actor, p_source_kind, p_source,
      p_reverses, p_pair, p_memo)
    ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    SELECT digest INTO stored FROM ledger_journal WHERE id = p_id;
    IF stored = own THEN
      RETURN 'REPLAYED';
    END IF;
    RAISE EXCEPTION 'this journal says something else already' USING ERRCODE = 'LG409';
  END IF;
  SELECT (SELECT closed_through FROM ledger_book WHERE id = p_book),
         count(*) FILTER (WHERE book_id = p_book AND status = 'OPEN')
    INTO closed, good FROM ledger_account WHERE id = ANY (p_accounts);
  IF p_day <= closed THEN
    RAISE EXCEPTION 'the period is closed' USING ERRCODE = 'LG003';
  END IF;
  IF p_reverses IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM ledger_entry AS entry JOIN ledger_journal AS journal ON journal.id = entry.journal_id
    WHERE journal.id = p_reverses AND journal.reverses_id IS NULL AND journal.book_id = p_book
    HAVING array_agg(account_id ORDER BY line) = p_accounts
       AND array_agg(-amount ORDER BY line) = p_amounts
  ) THEN
    RAISE EXCEPTION 'no mirror of what it reverses' USING ERRCODE = 'LG007';
  END IF;
  IF good <> lines OR cardinality(p_amounts) <> lines THEN
    RAISE EXCEPTION 'an account is missing, of another book, not open, or named twice'
      USING ERRCODE = 'LG005';
  END IF;
  -- One order for everybody, so that no two wait for each other. The check of the table would say
  -- no as well, but not how much there is.
  SELECT abs(locked.signed_amount) INTO free
    FROM (SELECT * FROM ledger_balance WHERE account_id = ANY (p_accounts)
          ORDER BY account_id FOR NO KEY UPDATE) AS locked
    JOIN unnest(p_accounts, p_amounts) AS leg (account, amount) ON leg.account = locked.account_id
    WHERE locked.floor_side * (locked.signed_amount + leg.amount) < 0;
  IF FOUND THEN
    RAISE EXCEPTION 'not enough on the account' USING ERRCODE = 'LG002', DETAIL = free::text;
  END IF;
  UPDATE ledger_balance AS balance
    SET signed_amount = balance.signed_amount + leg.amount, entry_count = balance.entry_count + 1
    FROM unnest(p_accounts, p_amounts) AS leg (account, amount)
    WHERE balance.account_id = leg.account AND balance.account_id = ANY (p_accounts);
  INSERT INTO ledger_entry (journal_id, line, account_id, book_date, amount, account_seq, balance_after)
    SELECT p_id, leg.line, leg.account, p_day, leg.amount, balance.entry_count, balance.signed_amount
    FROM unnest(p_accounts, p_amounts) WITH ORDINALITY AS leg (account, amount, line)
    LEFT JOIN LATERAL (
      SELECT entry_count, signed_amount FROM ledger_balance
      WHERE account_id = leg.account OFFSET 0) AS balance ON true;
  RETURN 'POSTED';
END $$;

-- Many journals of one book as if posted one after the other: same digests, sequences, balances.
-- `p_leg_of`: the place of the leg's journal in p_ids. A row whose id says something else already
-- is told as CONFLICT and left out; any other refusal refuses all.
CREATE OR REPLACE FUNCTION ledger_post_batch(
  p_book bigint, p_ids uuid[], p_kinds text[], p_days date[], p_ats timestamptz[], p_now timestamptz,
  p_source_kinds text[], p_sources uuid[], p_pairs uuid[], p_memos text[], p_actor uuid,
  p_leg_of int[], p_leg_accounts bigint[], p_leg_amounts bigint[]
) RETURNS TABLE (id uuid, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  digests bytea[];
  counts int[];
  fresh bigint[];  -- places of the journals that are written now
  closed date;
  accounts bigint[];  -- of those
  bad bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(8101, p_book::int);
  SELECT closed_through INTO closed FROM ledger_book WHERE ledger_book.id = p_book;

  SELECT array_agg(ledger_digest(p_book, come.kind, come.day, legs.accounts, legs.amounts,
           come.source, NULL) ORDER BY come.place),
         array_agg(coalesce(legs.lines, 0) ORDER BY come.place)
    INTO digests, counts
    FROM unnest(p_ids, p_kinds, p_days, p_sources) WITH ORDINALITY
      AS come (id, kind, day, source, place)
    LEFT JOIN (
      SELECT leg.journal, count(*)::int AS lines,
             array_agg(leg.account ORDER BY leg.place) AS accounts,
             array_agg(leg.amount ORDER BY leg.place) AS amounts
      FROM unnest(p_leg_of, p_leg_accounts, p_leg_amounts) WITH ORDINALITY
        AS leg (journal, account, amount, place)
      GROUP BY leg.journal) AS legs ON legs.journal = come.place;

  WITH come AS (
    SELECT DISTINCT ON (one.id) one.*
    FROM unnest(p_ids, p_kinds, p_days, p_ats, p_source_kinds, p_sources, p_pairs, p_memos,
           digests, counts) WITH ORDINALITY
      AS one (id, kind, day, at, source_kind, source, pair, memo, digest, lines, place)
    ORDER BY one.id, one.place
  ), written AS (
    INSERT INTO ledger_journal (id, book_id, kind, book_date, occurred_at, posted_at, entry_count,
        digest, actor_id, source_kind, source_id, pair_id, memo)
      SELECT come.id, p_book, come.kind, come.day, come.at, p_now, come.lines, come.digest, p_actor,
             come.source_kind, come.source, come.pair, come.memo
      FROM come ORDER BY come.id  -- one order for everybody
      ON CONFLICT (id) DO NOTHING RETURNING ledger_journal.id)
  SELECT array_agg(come.place) INTO fresh FROM come JOIN written ON written.id = come.id;
  fresh := coalesce(fresh, '{}');

  IF EXISTS (SELECT 1 FROM unnest(fresh) AS place WHERE p_days[place] <= closed) THEN
    RAISE EXCEPTION 'the period is closed' USING ERRCODE = 'LG003';
  END IF;
  SELECT leg.journal INTO bad
    FROM unnest(p_leg_of, p_leg_accounts) AS leg (journal, account)
    LEFT JOIN LATERAL (
      SELECT book_id, status FROM ledger_account WHERE ledger_account.id = leg.account OFFSET 0
    ) AS account ON true
    WHERE leg.journal = ANY (fresh)
    GROUP BY leg.journal HAVING count(DISTINCT leg.account) <> count(*)
       OR count(*) FILTER (WHERE account.book_id = p_book AND account.status = 'OPEN') <> count(*)
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'an account is missing, of another book, not open, or named twice'
      USING ERRCODE = 'LG005', DETAIL = p_ids[bad]::text;
  END IF;

  accounts := ARRAY(
    SELECT DISTINCT leg.account FROM unnest(p_leg_of, p_leg_accounts) AS leg (journal, account)
    WHERE leg.journal = ANY (fresh));
  PERFORM 1 FROM ledger_balance WHERE account_id = ANY (accounts)
    ORDER BY account_id FOR NO KEY UPDATE;
  WITH legs AS (
    SELECT leg.journal, leg.account, leg.amount,
           row_number() OVER (PARTITION BY leg.journal ORDER BY leg.place) AS line
    FROM unnest(p_leg_of, p_leg_accounts, p_leg_amounts) WITH ORDINALITY
      AS leg (journal, account, amount, place)
    WHERE leg.journal = ANY (fresh)
  ), written AS (
    INSERT INTO ledger_entry (journal_id, line, account_id, book_date, amount, account_seq, balance_after)
      SELECT p_ids[legs.journal], legs.line, legs.account, p_days[legs.journal], legs.amount,
             balance.entry_count + row_number() OVER running,
             (balance.signed_amount + sum(legs.amount) OVER running)::bigint
      FROM legs LEFT JOIN LATERAL (
        SELECT entry_count, signed_amount FROM ledger_balance
        WHERE account_id = legs.account OFFSET 0) AS balance ON true
      WINDOW running AS (PARTITION BY legs.account ORDER BY legs.journal)
      RETURNING account_id, balance_after)
  SELECT written.account_id INTO bad
    FROM written LEFT JOIN LATERAL (
      SELECT floor_side FROM ledger_balance
      WHERE account_id = written.account_id OFFSET 0) AS balance ON true
    WHERE coalesce(balance.floor_side * written.balance_after, 0) < 0 LIMIT 1;
  IF FOUND THEN  -- the check of the balance would see the end of the batch only
    RAISE EXCEPTION 'not enough on account %', bad USING ERRCODE = 'LG002';
  END IF;
  UPDATE ledger_balance AS balance
    SET signed_amount = balance.signed_amount + change.amount,
        entry_count = balance.entry_count + change.entries
    FROM (SELECT leg.account, sum(leg.amount) AS amount, count(*) AS entries
          FROM unnest(p_leg_of, p_leg_accounts, p_leg_amounts) AS leg (journal, account, amount)
          WHERE leg.journal = ANY (fresh) GROUP BY leg.account) AS change
    WHERE balance.account_id = change.account AND balance.account_id = ANY (accounts);

  RETURN QUERY
    SELECT one.id, CASE WHEN one.place = ANY (fresh) THEN 'POSTED'
                        WHEN journal.digest = one.digest THEN 'REPLAYED' ELSE 'CONFLICT' END
    FROM unnest(p_ids, digests) WITH ORDINALITY AS one (id, digest, place)
    LEFT JOIN LATERAL (
      SELECT digest FROM ledger_journal WHERE ledger_journal.id = one.id OFFSET 0
    ) AS journal ON true
    ORDER BY one.place;
END $$;
