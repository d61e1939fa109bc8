"""As whom each process speaks to the database, and what starting changes on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell

pytestmark = pytest.mark.drill


def test_nobody_is_owner_or_superuser(city: City, tell: Tell) -> None:
    with city.connect("postgres") as connection:  # others do not see each other's names
        found = set(
            connection.execute(
                "SELECT application_name, usename, usesuper FROM pg_stat_activity"
                " JOIN pg_user USING (usename) WHERE pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
        )
    by_process = {name: (user, is_super) for name, user, is_super in found if name}
    assert by_process["sewaka-relay"] == ("sewaka_relay", False)
    for process in ("sewaka-web", "sewaka-worker", "sewaka-live"):
        assert by_process[process] == ("sewaka_app", False)
    assert all(user in {"sewaka_app", "sewaka_relay"} for user, _ in by_process.values())
    tell(", ".join(f"{name} is {user}" for name, (user, _) in sorted(by_process.items())))


def test_a_start_changes_no_permission_above_its_home(tell: Tell) -> None:
    home = new_home()
    before = modes_above(home)
    city = City(home=home)
    try:
        city.start()
        assert city.stop() == []
        assert modes_above(home) == before
        assert (home / "secrets").stat().st_mode & 0o777 == 0o700
        loose = [path for path in (home / "secrets").iterdir() if path.stat().st_mode & 0o077]
        assert loose == []
        tell(f"{len(before)} folders above as before; secrets closed")
    finally:
        city.stop()
        clear(home)


def modes_above(path: Path) -> dict[Path, tuple[int, int]]:
    """Mode and owner of the folder and of every folder above."""
    return {p: (p.stat().st_mode, p.stat().st_uid) for p in (path, *path.parents)}
