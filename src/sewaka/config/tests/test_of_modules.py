"""Processes that modules declare: which run here, and the one line for those that do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from sewaka.config import of_modules
from sewaka.kernel.registry import Daemon

COUNTING = Daemon("lamps-counting", "Counts lamps.", run=lambda: print("counted"))  # noqa: T201


@pytest.mark.parametrize(
    ("process", "reason"),
    [
        (COUNTING, ""),
        (replace(COUNTING, packages=("json",)), ""),
        (
            replace(COUNTING, packages=("no_lamps",)),
            "the optional package no_lamps is not installed",
        ),
        (replace(COUNTING, is_wanted=lambda: False), "this installation has no work for it"),
        (replace(COUNTING, in_demo_only=True), "it belongs to the demo city"),
        (replace(COUNTING, name="lamps-far"), "it runs elsewhere (SEWAKA_ELSEWHERE)"),
    ],
)
def test_says_why_a_process_does_not_run(
    process: Daemon, reason: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEWAKA_MODE = "city"
    monkeypatch.setenv("SEWAKA_ELSEWHERE", "lamps-near, lamps-far")
    assert of_modules.why_not(process) == reason


def test_a_process_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    lame = replace(COUNTING, name="lamps-lame", packages=("no_lamps",))
    monkeypatch.setattr(of_modules, "_all", lambda: [COUNTING, lame])
    commands = of_modules.commands()
    assert CliRunner().invoke(commands["lamps-counting"]).output == "counted\n"
    refused = CliRunner().invoke(commands["lamps-lame"])
    assert refused.exit_code == 1
    assert "lamps-lame needs the package no_lamps" in refused.output
