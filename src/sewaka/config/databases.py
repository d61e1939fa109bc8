"""Which database, as which role.

The city's processes never connect as owner or superuser: web, worker and live are `sewaka_app`,
the relay is `sewaka_relay`. Only `sewaka migrate` and its kin are `sewaka_owner`.

Without `DATABASE_URL` it is the embedded cluster. With it there are two cases: the role in the
address may create roles, then `sewaka migrate` makes ours and they are used; or it may not, then
the operator made them and names the others in `DATABASE_OWNER_URL` and `DATABASE_RELAY_URL`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sewaka.config import embedded
from sewaka.kernel import env

OWNER, APP, RELAY, READ = "sewaka_owner", "sewaka_app", "sewaka_relay", "sewaka_read"
ROLES = (OWNER, APP, RELAY, READ)
DATABASE = "sewaka"
_MILLISECONDS: dict[str, int] = {"web": 5_000, "live": 5_000, "worker": 60_000, "relay": 60_000}


@dataclass(frozen=True, slots=True)
class Address:
    """How to reach one database as one role."""

    host: str
    user: str
    password: str
    name: str = DATABASE
    port: str = ""
    options: dict[str, str] = field(default_factory=dict)  # libpq's own, such as sslmode

    def libpq(self) -> dict[str, Any]:
        """The arguments of `psycopg.connect`."""
        found = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": self.name,
            **self.options,
        }
        return {key: value for key, value in found.items() if value}


def read_url(url: str) -> Address:
    """The parts of `postgresql://user:password@host:port/name?sslmode=...`. Raises BadSetting."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise env.BadSetting("DATABASE_URL must begin with postgresql:// (no other database works)")
    options = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or options.pop("port", ""))
    except ValueError:
        raise env.BadSetting("DATABASE_URL: the port is not a number") from None
    return Address(
        host=unquote(parts.hostname or "") or options.pop("host", ""),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        name=unquote(parts.path.lstrip("/")) or DATABASE,
        options=options,
    )


def is_embedded() -> bool:
    """Whether this installation brings its own PostgreSQL."""
    return not env.text("DATABASE_URL")


def cluster() -> embedded.Cluster:
    """The embedded cluster of this installation."""
    return embedded.cluster(env.home())


def password(role: str) -> str:
    """The password of one of our roles, made on first use."""
    return env.secret(f"{role.upper()}_PASSWORD", make=embedded.new_password)


def superuser() -> Address:
    """Who makes roles and databases. In a city: the role of DATABASE_URL, superuser or not."""
    if not is_embedded():
        return read_url(env.text("DATABASE_URL"))
    own = cluster()
    return Address(
        host=str(own.socket_folder),
        user=embedded.SUPERUSER,
        password=own.password(embedded.SUPERUSER),
        name="postgres",
    )


def address(role: str = APP) -> Address:
    """Where and as whom a process with that role connects."""
    if is_embedded():
        base = replace(superuser(), name=DATABASE)
        return replace(base, user=role, password=password(role))
    special = env.text(f"DATABASE_{role.removeprefix('sewaka_').upper()}_URL")
    base = read_url(special or env.text("DATABASE_URL"))
    if special or not has_own_roles():
        return base
    return replace(base, user=role, password=password(role))


def has_own_roles() -> bool:
    """Whether `sewaka migrate` made our roles on the server that DATABASE_URL names."""
    return is_embedded() or _note().is_file()


def note_own_roles() -> None:
    """Remember it, so that settings need not ask the server."""
    env.kept(_note(), make=lambda: "made by sewaka migrate")


def django(role: str = "", process: str = "") -> dict[str, Any]:
    """The value of `DATABASES["default"]`.

    `role` and `process` default to the environment, as `sewaka` sets it for each process it
    starts; connections are kept and tried before use.
    """
    role = role or f"sewaka_{env.text('SEWAKA_DB_ROLE', 'app')}"
    process = process or env.text("SEWAKA_PROCESS", "command")
    found = address(role)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": found.host,
        "PORT": found.port,
        "USER": found.user,
        "PASSWORD": found.password,
        "NAME": found.name,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "application_name": f"sewaka-{process}",
            # Statements are prepared on the server and asked again by name; they are planned anew
            # each time, by their values (`_limits`). A pooler in front must keep sessions.
            "server_side_binding": True,
            "prepare_threshold": 5,  # Django prepares nothing unless told to
            "options": _limits(process),
            **found.options,
        },
    }


def _limits(process: str) -> str:
    """A request may hold the database for 5 s, a job for 60 s, a command as long as it needs."""
    statement = _MILLISECONDS.get(process, 0)
    idle = 60_000 if statement else 0
    return (
        f"-c statement_timeout={statement} -c idle_in_transaction_session_timeout={idle}"
        " -c timezone=UTC -c plan_cache_mode=force_custom_plan"
    )


def _note() -> Path:
    return env.home() / "secrets" / "own_roles"
