REVOKE EXECUTE ON FUNCTION
  ledger_open_book, ledger_open_account, ledger_set_status, ledger_post, ledger_post_batch,
  ledger_reverse, ledger_hold, ledger_end_hold, ledger_close_period
FROM PUBLIC;
