"""Tables that only grow: triggers that hold whoever is connected, grants or not.

A migration of such a table ends with `operations=[*guard("cases_entry")]`; its model says
`append_only = True`, so that `sewaka migrate` also takes the rights from the application's role.
Refusals carry SQLSTATE 42501, the same as a missing right.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
{declare}BEGIN
{allow}  RAISE EXCEPTION '% of {table} is refused: it only grows', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $guard$;
CREATE TRIGGER {table}_row_guard BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_guard();
CREATE TRIGGER {table}_statement_guard BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION {table}_guard();
"""

_REVERSE = """
DROP TRIGGER {table}_statement_guard ON {table};
DROP TRIGGER {table}_row_guard ON {table};
DROP FUNCTION {table}_guard();
"""


def guard(table: str, *, set_once: Sequence[str] = ()) -> tuple[RunSQL, ...]:
    """Migration operations that make `table` append-only.

    Columns in `set_once` may go from NULL to a value, all of them together and once; then every
    column has to be of a type that can be compared (jsonb, not json).
    """
    if not table.isidentifier() or not all(column.isidentifier() for column in set_once):
        raise ValueError(table)
    sql = _FUNCTION.format(
        table=table,
        declare=f"DECLARE kept {table}%ROWTYPE;\n" if set_once else "",
        allow=_allow(set_once) if set_once else "",
    )
    return (RunSQL(sql=sql, reverse_sql=_REVERSE.format(table=table)),)


def _allow(columns: Sequence[str]) -> str:
    was_empty = " AND ".join(f"OLD.{column} IS NULL" for column in columns)
    is_filled = " AND ".join(f"NEW.{column} IS NOT NULL" for column in columns)
    restored = "".join(f"    kept.{column} := NULL;\n" for column in columns)
    return (
        f"  IF TG_OP = 'UPDATE' AND {was_empty}\n     AND {is_filled} THEN\n"
        f"    kept := NEW;\n{restored}"
        "    IF kept IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;\n"
        "  END IF;\n"
    )
