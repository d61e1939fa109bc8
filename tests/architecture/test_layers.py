"""The import contracts themselves, and the shape of a module's folder."""

from __future__ import annotations

import tomllib

from tests.architecture.tree import PACKAGE, ROOT, module_codes

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
# What a module's folder may hold. Anything else is an engine: pure Python with its own README.
PARTS = frozenset(
    {"module", "rules", "models", "actions", "queries", "access", "events", "consumers", "api"}
    | {"web", "urls", "jobs", "importers", "exporters", "apps", "demo", "migrations", "tests"}
    | {"workflow", "effects", "commands", "management", "templates", "locale", "seed", "static", "README.md", "__init__"}
)


def test_no_contract_has_exceptions() -> None:
    assert [c["id"] for c in CONTRACTS if c.get("ignore_imports")] == []


def test_the_contracts_are_all_there() -> None:
    assert {c["id"]: c["type"] for c in CONTRACTS} == {
        "layers": "layers",
        "independence": "independence",
        "module-order": "layers",
        "pure-rules": "forbidden",
        "pure-kernel": "forbidden",
        "platform-tables": "protected",
        "no-circles": "acyclic_siblings",
    }


def test_no_contract_names_a_module() -> None:
    """A twelfth module needs no edit of the contracts."""
    text = str(CONTRACTS)
    assert [code for code in module_codes() if f"sewaka.modules.{code}" in text] == []


def test_a_module_has_the_shape_of_all_modules() -> None:
    strange = []
    for code in module_codes():
        for path in (PACKAGE / "modules" / code).iterdir():
            is_engine = path.is_dir() and (path / "README.md").exists()
            is_known = path.name in PARTS or path.stem in PARTS or path.name == "__pycache__"
            if not is_known and not is_engine:
                strange.append(f"modules/{code}/{path.name}")
    assert strange == []


def test_a_module_says_on_one_page_what_it_is() -> None:
    missing = [c for c in module_codes() if not (PACKAGE / "modules" / c / "README.md").exists()]
    assert missing == []
