"""Guards over Python files. Each takes one file and gives findings in words.

They are ordinary functions so that `test_guards_bite.py` can show each one a file that breaks it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.tree import (
    Source,
    calls,
    dotted,
    functions,
    imported,
    lines_of,
    module_codes,
    words_of,
)

BORDERS = ("web", "api", "urls")
CASE_COLUMNS = frozenset({"state", "state_group"})
BAD_NAMES = frozenset(
    {"utils", "helpers", "manager", "common", "misc", "process", "handle", "data", "info", "obj"}
)
VIEW_LINES = 15
FUNCTION_LINES = 40


def outside_door_to_a_case(source: Source) -> Iterator[str]:
    """Only `platform/cases` writes a case's state."""
    if source.app == "platform/cases":
        return
    sees_cases = source.layer in ("modules", "city") or any(
        name.startswith("sewaka.platform.cases") for _, name in imported(source)
    )
    if not sees_cases:
        return
    for node in _writes_of_state(source):
        yield source.at(node, "a case changes its state through cases.api.move only")


def _writes_of_state(source: Source) -> Iterator[ast.AST]:
    for node in source.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in CASE_COLUMNS:
                    yield node
    for call, name in calls(source):
        last = name.rpartition(".")[2]
        if last == "update" and any(k.arg in CASE_COLUMNS for k in call.keywords):
            yield call
        if last in ("setattr", "bulk_update") and _mentions_state(call):
            yield call


def _mentions_state(call: ast.Call) -> bool:
    return any(words_of(node) in CASE_COLUMNS for node in ast.walk(call))


def database_clock(source: Source) -> Iterator[str]:
    """The time comes in as an argument; the database is not asked for it."""
    for node, name in imported(source):
        if name == "django.db.models.functions.Now":
            yield source.at(node, "pass `now` in; the database's clock is not ours")
    for node in source.nodes:
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield source.at(node.value, f"no {node.arg}: the caller passes `now`")
        text = words_of(node)
        if text and source.layer != "kernel" and "CURRENT_TIMESTAMP" in text.upper():
            yield source.at(node, "no CURRENT_TIMESTAMP: the caller passes `now`")


def signal_receivers(source: Source) -> Iterator[str]:
    """Nothing happens at a distance: events go through the outbox."""
    for node, name in imported(source):
        if name == "django.dispatch.receiver" or ".signals" in f"{name}.":
            yield source.at(node, "no signal receivers; record an event in the outbox")


def models_by_name(source: Source) -> Iterator[str]:
    """`apps.get_model` is for migrations."""
    for call, name in calls(source):
        if name.endswith("get_model"):
            yield source.at(call, "import the model, or use the owner's api")


def tables_at_the_border(source: Source) -> Iterator[str]:
    """Views and endpoints read through queries, which know the actor."""
    is_border = source.is_part("web") or (source.is_part("api") and source.layer != "platform")
    if not is_border:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
            yield source.at(node, "read through queries.get_x(actor=...), write through actions")


def raw_html_and_sql(source: Source) -> Iterator[str]:
    """What switches a protection off stands in the allow-list with its reason."""
    for node, name in imported(source):
        last = name.rpartition(".")[2]
        if last in ("mark_safe", "SafeString", "csrf_exempt", "RawSQL"):
            yield source.at(node, f"{last}: say why in tests/architecture/allowed.toml")
    for call, name in calls(source):
        last = name.rpartition(".")[2]
        if last == "extra" and any(k.arg in ("where", "select", "tables") for k in call.keywords):
            yield source.at(call, "no .extra(): write an expression")
        if last in ("execute", "executemany", "raw") and call.args and _is_glued(call.args[0]):
            yield source.at(call, "SQL is never glued from strings; pass parameters")


def _is_glued(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add)
    return isinstance(node, ast.Call) and _formats_plain_text(node.func)


def _formats_plain_text(function: ast.expr) -> bool:
    """`"...".format()`, but not `sql.SQL("...").format()`, which quotes what it puts in."""
    if not isinstance(function, ast.Attribute) or function.attr != "format":
        return False
    made_by = function.value
    return not (isinstance(made_by, ast.Call) and dotted(made_by.func).endswith("SQL"))


def outside_http(source: Source) -> Iterator[str]:
    """Only `kernel/http` speaks to the outside: it refuses private addresses."""
    if source.place.startswith("src/sewaka/kernel/http"):
        return
    for node, name in imported(source):
        if name.split(".")[0] in ("requests", "httpx", "aiohttp") or name.startswith(
            ("urllib.request", "http.client")
        ):
            yield source.at(node, "use kernel.http")


def another_modules_pages(source: Source) -> Iterator[str]:
    """A module's addresses and templates are named by that module only."""
    for node in source.nodes:
        text = words_of(node) or ""
        for code in module_codes():
            if source.app != f"modules/{code}" and _names_page(text, code):
                yield source.at(node, f"knows a page of {code}; ask the registry")


def _names_page(text: str, code: str) -> bool:
    is_url_name = text.startswith(f"{code}:") and text[len(code) + 1 :].isidentifier()
    return is_url_name or (text.startswith(f"{code}/") and text.endswith(".html"))


def use_cases(source: Source) -> Iterator[str]:
    """Public actions are keyword-only and take actor and now; queries take actor."""
    if source.layer not in ("modules", "platform"):
        return
    if source.is_part("actions"):
        yield from _signatures(source, wanted=("actor", "now"))
    elif source.is_part("queries") and source.layer == "modules":
        yield from _signatures(source, wanted=("actor",))


def _signatures(source: Source, *, wanted: tuple[str, ...]) -> Iterator[str]:
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name[0] == "_":
            continue
        if node.args.args or node.args.posonlyargs:
            yield source.at(node, f"{node.name}: keyword-only, please")
        names = {argument.arg for argument in node.args.kwonlyargs}
        missing = [name for name in wanted if name not in names]
        if missing:
            yield source.at(node, f"{node.name}: wants {' and '.join(missing)}")


def long_functions(source: Source) -> Iterator[str]:
    """A function that needs more lines is waiting for a name of a part of it."""
    for node in functions(source):
        if lines_of(node) > FUNCTION_LINES:
            yield source.at(node, f"{node.name} takes {lines_of(node)} lines; {FUNCTION_LINES} do")


def long_views(source: Source) -> Iterator[str]:
    """A view parses, calls one action or query, and renders."""
    for node in functions(source):
        lines = lines_of(node, with_docstring=False)
        if _is_view(node) and lines > VIEW_LINES:
            yield source.at(node, f"{node.name} takes {lines} lines; a view takes {VIEW_LINES}")


def _is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A public function or method that takes the request and gives a response."""
    names = [argument.arg.lstrip("_") for argument in node.args.args[:2]]
    gives = "" if node.returns is None else ast.unparse(node.returns)
    is_hook = node.name.startswith(("_", "process_"))  # helpers and middleware
    return not is_hook and "request" in names and "Response" in gives


def empty_names(source: Source) -> Iterator[str]:
    """Names that say nothing: of files, functions and classes."""
    if source.parts[-1].removesuffix(".py") in BAD_NAMES or BAD_NAMES & set(source.parts[:-1]):
        yield f"{source.place}: a file or folder of that name says nothing"
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower() in BAD_NAMES:
            is_command = node.name == "handle" and "management" in source.parts
            if not is_command:
                yield source.at(node, f"{node.name} says nothing; what is it in the city?")


def database_extensions(source: Source) -> Iterator[str]:
    """The embedded PostgreSQL has none."""
    for node in source.nodes:
        if "CREATE EXTENSION" in (words_of(node) or "").upper():
            yield source.at(node, "no extensions: the embedded PostgreSQL has none")


ALL = (
    outside_door_to_a_case,
    database_clock,
    signal_receivers,
    models_by_name,
    tables_at_the_border,
    raw_html_and_sql,
    outside_http,
    another_modules_pages,
    use_cases,
    long_functions,
    long_views,
    empty_names,
    database_extensions,
)
