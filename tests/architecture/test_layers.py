"""The import contracts themselves, and the shape of a module's folder."""

from __future__ import annotations

import tomllib

from tests.architecture.tree import PACKAGE, ROOT, module_codes

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


def test_no_contract_has_exceptions() -> None:
    assert [c["id"] for c in CONTRACTS if c.get("ignore_imports")] == []


def test_the_contracts_are_all_there() -> None:
    assert {c["id"]: c["type"] for c in CONTRACTS} == {
        "layers": "layers",
        "independence": "independence",
        "module-order": "layers",
        "pure-rules": "forbidden",
        "pure-engine": "forbidden",
        "pure-kernel": "forbidden",
        "platform-tables": "protected",
        "no-circles": "acyclic_siblings",
    }


def test_no_contract_names_a_module() -> None:
    """A twelfth module needs no edit of the contracts."""
    text = str(CONTRACTS)
    assert [code for code in module_codes() if f"sewaka.modules.{code}" in text] == []


def test_a_module_has_its_descriptor_rules_and_tests() -> None:
    wanted = ("module.py", "access.py", "README.md", "tests")
    missing = [
        f"modules/{code}/{part}"
        for code in module_codes()
        for part in wanted
        if not (PACKAGE / "modules" / code / part).exists()
    ]
    assert missing == []
