"""Back up under load, lose the machine, restore elsewhere, look; then go back to a moment."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.drills.checker import check, wait_until_told
from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell
from tests.drills.writers import Ledger, writing

pytestmark = pytest.mark.drill

NIK = "9971010101900001"  # region 99 exists nowhere
_REGISTER = f"""
from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.platform.people import api
made = api.register(actor=SYSTEM, now=clock.now(), full_name="Warga Latihan", nik="{NIK}")
print("person", made.pk)
"""
_ERASE = """
from sewaka.kernel import clock
from sewaka.kernel.keys import erasure
erasure.erase(__import__("uuid").UUID("{pk}"), now=clock.now())
"""
_LOOK = """
from sewaka.platform.people.models import Person
print("nik", Person.objects.get(pk="{pk}").nik)
"""


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """The home of the machine that takes over."""
    home = new_home()
    yield home
    clear(home)


def said(output: str, word: str) -> str:
    """What a small program printed after that word."""
    return next(line.split()[1] for line in output.splitlines() if line.startswith(f"{word} "))


def count(city: City) -> int:
    with city.connect() as connection:
        row = connection.execute("SELECT count(*) FROM cases_case").fetchone()
    assert row is not None
    return int(row[0])


def write_for(city: City, seconds: float, into: Ledger) -> None:
    with writing(city.url, clients=3) as ledger:
        time.sleep(seconds)
    into.acknowledged |= ledger.acknowledged
    into.asked |= ledger.asked
    into.surprises += ledger.surprises


def test_the_machine_is_lost(city: City, elsewhere: Path, tell: Tell) -> None:
    ledger = Ledger()
    person = said(city.run("manage", "shell", "-c", _REGISTER), "person")
    write_for(city, 2, ledger)
    with writing(city.url, clients=3) as during:
        began = time.monotonic()
        city.run("backup")
        backup_s = time.monotonic() - began
    ledger.acknowledged |= during.acknowledged
    ledger.asked |= during.asked
    write_for(city, 2, ledger)
    wait_until_told(city)
    city.run("backup", "--wal-only")
    # No copy of the database knows of this any more; the register of the keys does.
    city.run("manage", "shell", "-c", _ERASE.format(pk=person))
    keys = _keys_after_erasure(city)
    assert city.stop() == []
    shutil.rmtree(city.home / "postgres")

    copies = {
        "SEWAKA_BACKUP_DIR": str(city.home / "backups"),
        "SEWAKA_KEYS_BACKUP_DIR": str(keys),
    }
    taken_over = City(home=elsewhere, more=copies)
    began = time.monotonic()
    words = taken_over.run("restore")
    restored_s = time.monotonic() - began
    assert "Erased again: 1 persons" in words
    try:
        ready_s = taken_over.start()
        found = check(taken_over, ledger)
        look = taken_over.run("manage", "shell", "-c", _LOOK.format(pk=person))
        assert said(look, "nik") == "None"
        assert taken_over.stop() == []
    finally:
        taken_over.stop()
    tell(
        f"copy {backup_s:.1f} s under load, restore {restored_s:.1f} s, serving {ready_s:.1f} s"
        f" later; {found}; the erased stayed erased"
    )


def _keys_after_erasure(city: City) -> Path:
    """The keys' own copy, made after the erasure: a register that is older would not know it."""
    city.run("backup", "--keys-only")
    return city.home / "backups-of-keys"


def test_back_to_a_moment(city: City, tell: Tell) -> None:
    ledger, after = Ledger(), Ledger()
    city.run("backup")
    write_for(city, 2, ledger)
    wait_until_told(city)
    wanted = count(city)
    time.sleep(0.5)
    moment = datetime.now(tz=UTC)  # noqa: TID251 - a drill stands at the border
    time.sleep(0.5)
    write_for(city, 2, after)
    assert count(city) > wanted
    assert city.stop() == []
    words = city.run("restore", "--to", moment.strftime("%Y-%m-%dT%H:%M:%S.%f%z"))
    city.start()
    assert count(city) == wanted
    found = check(city, ledger)
    tell(f"as it was at {moment:%H:%M:%S}: {found}; {words.splitlines()[0]}")
