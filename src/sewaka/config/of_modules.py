"""The processes that modules declare: which run here, and their commands. Needs Django."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

import click
from django.conf import settings

from sewaka.config.refusals import Refused
from sewaka.kernel import env, registry
from sewaka.kernel.registry import Daemon


@dataclass(frozen=True, slots=True)
class Declared:
    """One process. `why_not`: empty, or the line that says why it does not run here."""

    name: str
    about: str
    why_not: str


def processes() -> list[Declared]:
    """All of them, in the order of their modules."""
    return [Declared(one.name, str(one.about), why_not(one)) for one in _all()]


def commands() -> dict[str, click.Command]:
    """`sewaka <name>` for each. It runs without a look at the database: some outlive it."""
    return {one.name: _command(one) for one in _all()}


def why_not(process: Daemon) -> str:
    """Why a process does not run here; empty when it does."""
    if process.in_demo_only and settings.SEWAKA_MODE != "demo":
        return "it belongs to the demo city"
    missing = [name for name in process.packages if find_spec(name) is None]
    if missing:
        return f"the optional package {missing[0]} is not installed"
    if process.is_wanted is not None and not process.is_wanted():
        return "this installation has no work for it"
    if process.name in env.words("SEWAKA_ELSEWHERE"):
        return "it runs elsewhere (SEWAKA_ELSEWHERE)"
    return ""


def _all() -> list[Daemon]:
    return [process for module in registry.modules() for process in module.daemons]


def _command(process: Daemon) -> click.Command:
    def serve() -> None:
        missing = [name for name in process.packages if find_spec(name) is None]
        if missing:
            raise Refused(f"{process.name} needs the package {missing[0]}, which is not installed")
        process.run()

    return click.Command(process.name, callback=serve, help=str(process.about))
