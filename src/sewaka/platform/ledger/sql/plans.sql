-- Plans. The city's connections plan each statement anew by its values (`force_custom_plan`): right
-- for lists and searches, but a batch of fifty holds 350 checks of keys and guards, each planned
-- too: two thirds of its time. A plan that is kept has another fault: made while the tables were
-- empty or small, it reads them from end to end (5 ms grew to 90 within 10,000 deposits). So these
-- functions keep their plans and never read a table whole: rows are found by a list of keys, or one
-- by one, and no other way is left to the planner. OFFSET 0 keeps it from joining a table that it
-- takes for empty by walking its whole index. To be read anew after each CREATE OR REPLACE of one.
DO $$
DECLARE
  name regproc;
  way text;
BEGIN
  -- The guard of entries runs within these; that of journals, at commit, alone.
  FOREACH name IN ARRAY ARRAY['ledger_journal_guard', 'ledger_open_account', 'ledger_post',
    'ledger_post_batch', 'ledger_reverse', 'ledger_hold', 'ledger_end_hold']::regproc[] LOOP
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', name::regprocedure);
    FOREACH way IN ARRAY ARRAY['seqscan', 'hashjoin', 'mergejoin', 'material'] LOOP
      EXECUTE format('ALTER FUNCTION %s SET enable_%s = off', name::regprocedure, way);
    END LOOP;
  END LOOP;
END $$;
