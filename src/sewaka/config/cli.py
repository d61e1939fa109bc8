"""The command `sewaka`.

Apps bring their own in `commands.py`: `group` is found under the app's name, each command in the
tuple `COMMANDS` under its own. They run as `sewaka_app`, with Django and the database ready.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from sewaka.config import bench, databases, new_module, of_modules, processes
from sewaka.config.refusals import said_in_one_line
from sewaka.kernel import clock, env

HOST = "127.0.0.1"


class City(click.Group):
    """Our own commands, and those that apps bring along."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        processes.become("command")
        return sorted({*super().list_commands(ctx), *_plugged(), *of_modules.commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Our own command, or an app's, for which Django and the database are started."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        processes.become(
            env.text("SEWAKA_PROCESS", "command"), role=env.text("SEWAKA_DB_ROLE", "app")
        )
        served = of_modules.commands().get(cmd_name)
        if served is not None:
            return served
        found = _plugged().get(cmd_name)
        if found is not None and not ctx.resilient_parsing:
            ctx.with_resource(open_server())
        return found

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


@main.command("processes")
@click.option("--json", "as_json", is_flag=True, help="A JSON list instead of lines.")
def list_processes(*, as_json: bool) -> None:
    """The processes that modules declare, and which of them do not run here, and why."""
    processes.become("command")
    found = of_modules.processes()
    if as_json:
        click.echo(json.dumps([{"name": one.name, "why_not": one.why_not} for one in found]))
        return
    for one in found:
        click.echo(f"{one.name:<20} {one.why_not or one.about}")


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
def check(*, as_json: bool) -> None:
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


@main.command()
@click.option("--wal-only", is_flag=True, help="Only the log since the last time: run it often.")
@click.option("--keys-only", is_flag=True, help="Only keys and the register of erased persons.")
def backup(*, wal_only: bool, keys_only: bool) -> None:
    """Copy the database, the log, media, and (apart) keys. Works while the city is open."""
    from sewaka.config import backup as copies

    where = copies.places()
    with open_server():
        if keys_only:
            click.echo(f"keys:     {copies.copy_keys(where, now=clock.now())}")
            return
        if wal_only:
            click.echo(f"log:      {copies.copy_wal(where)} files")
            return
        made = copies.back_up(now=clock.now(), where=where, media=env.home() / "media")
    click.echo(f"cluster:  {made.base or 'not ours (DATABASE_URL)'}")
    click.echo(f"dump:     {made.dump or 'not due'}")
    click.echo(f"log:      {made.wal_files} files    media: {made.media_files} new files")
    click.echo(f"removed:  {made.removed} past keeping")
    click.echo(f"keys:     {made.keys}    (keep them on another machine)")


@main.command()
@click.option(
    "--to",
    "moment",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]),
    help="The moment to go back to, with its zone: 2026-11-24T09:30:00+0800. Default: the end.",
)
def restore(moment: datetime | None) -> None:
    """Bring the city back from its copies. The present cluster is moved aside, not deleted."""
    from sewaka.config import backup as copies
    from sewaka.config import restore as way_back

    where, media = copies.places(), env.home() / "media"
    done = way_back.restore(to=moment, now=clock.now(), where=where, media=media)
    click.echo(f"from copy:         {done.base}")
    click.echo(f"last transaction:  {done.reached or 'none after the copy'}")
    click.echo(f"media:             {done.media_files} files came back")
    click.echo(f"the old cluster:   {done.aside or 'there was none'}")
    click.echo("Start the city with `sewaka up`, then make a new copy with `sewaka backup`.")


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


def _plugged() -> dict[str, click.Command]:
    """The commands of the apps, by name. Needs Django."""
    from django.apps import apps

    found: dict[str, click.Command] = {}
    for app in apps.get_app_configs():
        place = f"{app.name}.commands"
        if app.name.startswith("sewaka.") and importlib.util.find_spec(place):
            module = importlib.import_module(place)
            if hasattr(module, "group"):
                found[app.label] = module.group
            found |= {command.name: command for command in getattr(module, "COMMANDS", ())}
    return found


main.add_command(bench.group)
main.add_command(new_module.group, "new-module")

if __name__ == "__main__":
    main(prog_name="sewaka")
