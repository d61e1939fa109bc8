"""Every guard over every file; and what is let through, each with a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator

import pytest

from tests.architecture import guards, template_guards, tree

Guard = Callable[[tree.Source], Iterator[str]]

ALLOWED = tomllib.loads((tree.ROOT / "tests/architecture/allowed.toml").read_text()).get(
    "allowed", []
)
EVERYWHERE = {guards.long_functions}  # tests are read by people too


def findings(guard: Guard, sources: tuple[tree.Source, ...]) -> dict[str, list[str]]:
    """The findings of one guard, by file."""
    found = {source.place: list(guard(source)) for source in sources}
    return {place: words for place, words in found.items() if words}


def sources_for(guard: Guard) -> tuple[tree.Source, ...]:
    """What a guard reads."""
    if guard in template_guards.ALL:
        return tree.templates()
    return tree.python() if guard in EVERYWHERE else tree.product()


@pytest.mark.parametrize("guard", [*guards.ALL, *template_guards.ALL], ids=lambda g: g.__name__)
def test_house_rule(guard: Guard) -> None:
    allowed = {line["file"] for line in ALLOWED if line["guard"] == guard.__name__}
    found = findings(guard, sources_for(guard))
    assert [words for place in sorted(found.keys() - allowed) for words in found[place]] == []


def test_what_is_allowed_is_still_needed_and_says_why() -> None:
    by_name = {guard.__name__: guard for guard in (*guards.ALL, *template_guards.ALL)}
    for line in ALLOWED:
        guard = by_name[line["guard"]]
        assert len(line["reason"].split()) >= 4, line
        assert line["file"] in findings(guard, sources_for(guard)), f"no longer needed: {line}"
