"""Workbooks of opening balances as banks keep them: a corpus made by chance from a fixed seed.

Each bank has habits of its own (headings, how money is written, what is left out), and each row its
accidents. The truth goes along: whose a row is and how much, or that it must stay out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sewaka.modules.waste_banks.rules.openings import texts
from sewaka.modules.waste_banks.rules.openings.matching import Known
from sewaka.modules.waste_banks.rules.openings.sheets import Cell

_BIRTH = ("Wayan", "Made", "Nyoman", "Ketut", "Putu", "Kadek", "Komang", "Gede", "Luh", "Nengah")
_OWN = (
    "Sudarma", "Suardana", "Astuti", "Ariani", "Wirawan", "Budiasa", "Sukarini", "Mahendra",
    "Pertiwi", "Sutrisna", "Adnyana", "Darmawan", "Rahayu", "Widiastuti", "Parwata", "Suryani",
    "Artana", "Dewi", "Kusuma", "Yasa", "Sumerta", "Lestari", "Winata", "Puspita", "Santika",
)  # fmt: skip
_SHORT = {
    "Wayan": "Wy.",
    "Made": "Md",
    "Nyoman": "Nym",
    "Ketut": "Kt.",
    "Putu": "Pt",
    "Gede": "Gd.",
}
_BANJARS = ("Kayumas Kelod", "Bantas", "Tegal", "Lumintang", "Batan Poh")
_HEADINGS = {
    "number": ("No. Rekening", "NO REK", "norek", "Nomor Nasabah", "No. Buku"),
    "name": ("Nama", "NAMA NASABAH", "Nama Lengkap"),
    "nik": ("NIK", "No. KTP"),
    "phone": ("No HP", "Telp.", "WA", "No. Telepon"),
    "balance": ("Saldo (Rp)", "SALDO AKHIR", "Tabungan", "Jumlah Tabungan", "Total"),
    "banjar": ("Banjar", "Alamat", "Br."),
}
_MONEY: tuple[Callable[[int], Any], ...] = (
    lambda n: n,
    float,
    lambda n: f"{n:,}".replace(",", "."),
    lambda n: f"Rp {n:,},-".replace(",", ".", max(0, f"{n:,}".count(","))),
    lambda n: f"{n:,}",
    lambda n: f"Rp. {n:,},00".replace(",", ".", f"{n:,}".count(",")),
    lambda n: f"Rp{n}",
)


@dataclass(frozen=True, slots=True)
class Bank:
    """A sheet and the truth about it: by line the customer and rupiah; None where it stays out."""

    customers: Sequence[Known]
    lines: Sequence[Sequence[Cell]]
    truth: dict[int, tuple[UUID, int] | None]


@dataclass(frozen=True, slots=True)
class Person:
    """As the register has them, with the name as it is written."""

    known: Known
    words: tuple[str, ...]
    banjar: str


def banks(count: int, *, seed: int = 5171) -> list[Bank]:
    """So many."""
    return [bank(number, random.Random(seed * 1000 + number)) for number in range(1, count + 1)]  # noqa: S311 - the same each time


def bank(number: int, chance: random.Random) -> Bank:
    """One, with its habits."""
    people = [person(number, serial, chance) for serial in range(1, chance.randint(25, 70))]
    fields = ["number", "name", "nik", "phone", "balance", "banjar"]
    left_out = chance.choice(["", "", "nik", "phone", "number", "banjar"])
    fields = [field for field in fields if field != left_out]
    if chance.random() < 0.3:
        chance.shuffle(fields)
    counts = chance.random() < 0.6 and "number" in fields
    lines = preface(chance)
    lines.append([Cell("No")] * counts + [Cell(chance.choice(_HEADINGS[one])) for one in fields])
    truth: dict[int, tuple[UUID, int] | None] = {}
    write = chance.choice(_MONEY)
    for place, one in enumerate(people, start=1):
        if chance.random() < 0.04:
            lines.append([])
        cells, meant = row(one, fields, write, chance)
        lines.append([Cell(place)] * counts + cells)
        truth[len(lines)] = meant
    lines.append([Cell("TOTAL"), Cell(), Cell("=SUM(E5:E70)", is_formula=True)])
    return Bank([one.known for one in people], lines, truth)


def preface(chance: random.Random) -> list[list[Cell]]:
    """What stands above the headings."""
    titles = ["BANK SAMPAH MELATI", "DAFTAR SALDO NASABAH", None, "Per 31 Oktober 2026"]
    return [[Cell(title)] for title in titles[: chance.randint(0, 4)]]


def person(bank_no: int, serial: int, chance: random.Random) -> Person:
    """A customer. Names repeat, as they do; some families share a phone."""
    own = chance.sample(_OWN, k=chance.randint(1, 2))
    words = (chance.choice(_BIRTH), *own)
    if chance.random() < 0.9:
        shown = str(chance.randint(10**8, 10**9 - 1))
    else:
        shown = f"{bank_no:05d}1234"
    banjar = chance.choice(_BANJARS)
    known = Known(
        id=UUID(int=bank_no * 1_000 + serial),
        number=f"{bank_no:04d}{serial:05d}{(bank_no + 7 * serial) % 10}",
        nik="" if chance.random() < 0.2 else f"5171{chance.randint(10**11, 10**12 - 1)}",
        phone="" if chance.random() < 0.15 else f"081{shown}",
        name=texts.name(" ".join(words)),
        banjar=texts.place(banjar),
    )
    return Person(known, words, banjar)


def row(
    one: Person, fields: Sequence[str], write: Callable[[int], Any], chance: random.Random
) -> tuple[list[Cell], tuple[UUID, int] | None]:
    """Its cells, and what they mean."""
    amount = chance.randint(1, 2_000) * 500 + chance.choice([0, 0, 250, 73])
    cells = {
        "number": Cell(number(one.known.number, chance)),
        "name": Cell(name(one.words, chance)),
        "nik": Cell(nik(one.known.nik, chance)),
        "phone": Cell(phone(one.known.phone, chance)),
        "balance": Cell(write(amount)),
        "banjar": Cell(chance.choice(["Br. ", "Banjar ", ""]) + one.banjar),
    }
    meant: tuple[UUID, int] | None = (one.known.id, amount)
    if chance.random() < 0.02:
        bad = [
            Cell(-amount),
            Cell(f"({amount})"),
            Cell(amount + 0.5),
            Cell("=B2*1", is_formula=True),
        ]
        cells["balance"] = chance.choice([*bad, Cell("lunas"), Cell()])
        meant = None
    return [cells[field] for field in fields], meant


def number(known: str, chance: random.Random) -> Any:
    return chance.choice(
        [known, known, int(known), float(known), f"{known[:4]}-{known[4:9]}-{known[9]}", None]
    )


def name(words: tuple[str, ...], chance: random.Random) -> str:
    told = [_SHORT.get(word, word) if chance.random() < 0.3 else word for word in words]
    written = " ".join(told)
    if chance.random() < 0.02:  # a slip of the pen
        at = chance.randrange(len(written) - 2, len(written))
        written = written[:at] + written[at + 1 :]
    before = chance.choice(["", "", "I ", "Ni ", "Bpk. ", "Ibu "])
    behind = chance.choice(["", "", "", ", SE", ", S.Pd."])
    told_so = f"{before}{written}{behind}  "
    return chance.choice([told_so.upper(), told_so.title(), told_so])


def nik(known: str, chance: random.Random) -> Any:
    if not known:
        return None
    rounded = float(int(known) // 10 * 10)  # as Excel keeps a number of sixteen digits
    return chance.choice([known, known, f"'{known}", rounded, f"{known[:6]} {known[6:]}"])


def phone(known: str, chance: random.Random) -> Any:
    if not known:
        return None
    own = known[1:]
    return chance.choice(
        [known, known, int(own), float(own), f"+62 {own}", f"{known[:4]}-{known[4:]}"]
    )
