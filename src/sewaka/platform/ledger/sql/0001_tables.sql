-- Money is whole rupiah, points are whole points. amount > 0 is debit, < 0 credit.
CREATE TABLE ledger_book (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  unit text NOT NULL CHECK (unit IN ('IDR', 'POINT')),
  closed_through date NOT NULL DEFAULT '1999-12-31'
);

-- floor_side -1: never a debit balance (savings); +1: never a credit balance (a purse); 0: free.
-- tracked: has a stored balance. Never for accounts that everybody writes to, such as cash.
CREATE TABLE ledger_account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  book_id bigint NOT NULL REFERENCES ledger_book,
  code text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('ASSET', 'LIABILITY', 'EQUITY', 'INCOME', 'EXPENSE')),
  party_id uuid,
  tracked boolean NOT NULL,
  floor_side smallint NOT NULL DEFAULT 0 CHECK (floor_side IN (-1, 0, 1)),
  status text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'FROZEN', 'CLOSED')),
  opened_at timestamptz NOT NULL,
  CHECK (floor_side = 0 OR tracked),
  UNIQUE (book_id, code)
);
CREATE INDEX ledger_account_party ON ledger_account (party_id) WHERE party_id IS NOT NULL;

CREATE TABLE ledger_balance (
  account_id bigint PRIMARY KEY REFERENCES ledger_account,
  floor_side smallint NOT NULL,
  signed_amount bigint NOT NULL DEFAULT 0,
  entry_count bigint NOT NULL DEFAULT 0,
  CONSTRAINT ledger_balance_floor CHECK (floor_side * signed_amount >= 0)
) WITH (fillfactor = 70);

CREATE TABLE ledger_journal (
  id uuid PRIMARY KEY,
  book_id bigint NOT NULL REFERENCES ledger_book,
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_.]*$'),
  book_date date NOT NULL,
  occurred_at timestamptz NOT NULL,
  posted_at timestamptz NOT NULL,
  entry_count smallint NOT NULL CHECK (entry_count >= 2),
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  actor_id uuid,
  source_kind text NOT NULL,
  source_id uuid NOT NULL,
  reverses_id uuid REFERENCES ledger_journal,
  pair_id uuid,
  memo text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX ledger_journal_one_reversal ON ledger_journal (reverses_id)
  WHERE reverses_id IS NOT NULL;
CREATE INDEX ledger_journal_source ON ledger_journal (source_id);
CREATE INDEX ledger_journal_pair ON ledger_journal (pair_id) WHERE pair_id IS NOT NULL;
CREATE INDEX ledger_journal_day ON ledger_journal (book_id, book_date);

-- account_seq and balance_after of tracked accounts only: a passbook needs no sum, and a row that
-- is missing is seen.
CREATE TABLE ledger_entry (
  journal_id uuid NOT NULL REFERENCES ledger_journal,
  line smallint NOT NULL CHECK (line >= 1),
  account_id bigint NOT NULL REFERENCES ledger_account,
  book_date date NOT NULL,
  amount bigint NOT NULL
    CONSTRAINT ledger_entry_amount CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
  account_seq bigint,
  balance_after bigint,
  PRIMARY KEY (journal_id, line)
);
CREATE INDEX ledger_entry_account_day ON ledger_entry (account_id, book_date) INCLUDE (amount);
CREATE UNIQUE INDEX ledger_entry_account_seq ON ledger_entry (account_id, account_seq)
  WHERE account_seq IS NOT NULL;

CREATE TABLE ledger_hold (
  id uuid PRIMARY KEY,
  book_id bigint NOT NULL REFERENCES ledger_book,
  from_account_id bigint NOT NULL REFERENCES ledger_account,
  held_account_id bigint NOT NULL REFERENCES ledger_account,
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL DEFAULT 'PENDING'
    CHECK (state IN ('PENDING', 'SETTLED', 'RELEASED', 'EXPIRED')),
  expires_at timestamptz NOT NULL,
  hold_journal_id uuid NOT NULL UNIQUE REFERENCES ledger_journal,
  final_journal_id uuid UNIQUE REFERENCES ledger_journal,
  settled_amount bigint NOT NULL DEFAULT 0 CHECK (settled_amount BETWEEN 0 AND amount),
  CHECK ((state = 'PENDING') = (final_journal_id IS NULL)),
  CHECK ((state = 'SETTLED') = (settled_amount > 0))
);
CREATE INDEX ledger_hold_due ON ledger_hold (expires_at) WHERE state = 'PENDING';
CREATE INDEX ledger_hold_pending ON ledger_hold (held_account_id) WHERE state = 'PENDING';

CREATE TABLE ledger_period (
  book_id bigint NOT NULL REFERENCES ledger_book,
  period_end date NOT NULL,
  closed_at timestamptz NOT NULL,
  closed_by uuid,
  trial_balance_sha256 bytea NOT NULL CHECK (octet_length(trial_balance_sha256) = 32),
  PRIMARY KEY (book_id, period_end)
);

CREATE TABLE ledger_period_balance (
  account_id bigint NOT NULL REFERENCES ledger_account,
  period_end date NOT NULL,
  debit bigint NOT NULL,
  credit bigint NOT NULL,
  closing bigint NOT NULL,
  entries bigint NOT NULL,
  PRIMARY KEY (account_id, period_end)
);
