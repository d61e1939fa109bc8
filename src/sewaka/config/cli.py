"""The command `sewaka`.

Commands of apps are found by themselves: an app of INSTALLED_APPS with a `commands.py` holding
`group` (a click group or command) adds it under its own name.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
from collections.abc import Iterator
from typing import Any

import click

from sewaka.config import databases, processes
from sewaka.config.refusals import said_in_one_line
from sewaka.kernel import env

HOST = "127.0.0.1"
_PLUGS = ("sewaka.config.new_module", "sewaka.config.keys")  # commands that belong to no app


class City(click.Group):
    """Our own commands, and those that apps bring along."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted({*super().list_commands(ctx), *_plugs()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Our own command, or the plugged one, for which Django and the database are started."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in _plugs():
            return own
        ctx.with_resource(said_in_one_line())
        ctx.with_resource(open_city())
        found = importlib.import_module(_plugs()[cmd_name]).group
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the operator can mend is said in one line."""
        with said_in_one_line():
            return super().invoke(ctx)


@click.group(cls=City, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Sewaka: a city in one install."""


@main.command()
def up() -> None:
    """Start everything here, and keep it running until Ctrl-C."""
    from sewaka.config.up import run

    run(host=env.text("HOST", HOST), say=click.echo)


@main.command()
def web() -> None:
    """Run the web process only."""
    processes.web(host=env.text("HOST", HOST), port=env.number("PORT", 8000))


@main.command()
def live() -> None:
    """Run the live process only (server-sent events)."""
    port = env.number("LIVE_PORT", env.number("PORT", 8000) + 1)
    processes.live(host=env.text("HOST", HOST), port=port)


@main.command()
def worker() -> None:
    """Run the worker only (jobs, cron, deliveries)."""
    processes.worker()


@main.command()
def relay() -> None:
    """Run the relay only (one per city)."""
    processes.relay()


@main.command()
def migrate() -> None:
    """Bring the database up to date: roles, schema, grants, reference rows."""
    from sewaka.config import up

    with open_server():
        up.migrate()
    click.echo("The database is up to date.")


@main.group()
def config() -> None:
    """The settings in force."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def check(as_json: bool) -> None:  # noqa: FBT001 - click passes it by name
    """Show the settings in force, secrets masked; fail on what a public city must not have."""
    from sewaka.config import effective

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    found = effective.settings_in_force()
    if as_json:
        click.echo(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            click.echo(f"{name} = {value}")
    refused = effective.refusals()
    for words in refused:
        click.echo(f"refused: {words}", err=True)
    if refused:
        raise SystemExit(1)


@main.group()
def audit() -> None:
    """The chain of events."""


@audit.command()
@click.option("--from", "since", type=int, default=1, help="First number to look at.")
def verify(since: int) -> None:
    """Recompute the hash chain; name the first bad row."""
    with open_city():
        from sewaka.kernel.outbox import chain

        found = chain.verify(since=since)
    click.echo(found)


@main.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass a command through to Django."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    with open_server():
        execute_from_command_line(["sewaka manage", *arguments])


@contextlib.contextmanager
def open_server() -> Iterator[None]:
    """The database server runs inside the block: ours is started for it when it is not up."""
    if not databases.is_embedded():
        yield
        return
    cluster = databases.cluster()
    if not (cluster.pgdata / "PG_VERSION").is_file():
        yield  # a command that needs the database will say so; no other must make one
        return
    with cluster.running():
        yield


@contextlib.contextmanager
def open_city() -> Iterator[None]:
    """Django and the database are ready inside the block."""
    with open_server():
        processes.become(
            env.text("SEWAKA_PROCESS", "command"), role=env.text("SEWAKA_DB_ROLE", "app")
        )
        yield


def _plugs() -> dict[str, str]:
    """Command name -> module with `group`. Reads the settings, starts nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    from django.conf import settings

    found = {}
    for app in settings.INSTALLED_APPS:
        if app.startswith("sewaka.") and importlib.util.find_spec(f"{app}.commands"):
            found[app.rpartition(".")[2]] = f"{app}.commands"
    for module in _PLUGS:
        if importlib.util.find_spec(module):
            found[module.rpartition(".")[2].replace("_", "-")] = module
    return found


if __name__ == "__main__":
    main(prog_name="sewaka")
