"""Which offices a sealed report is kept from when it comes in.

Brief, section 4: the offices named in the report, the agency concerned and its chain. Too many is
right here: an office that is shut out needlessly loses nothing, for it has no part in the matter.
The inspectors change the choice at their desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_CITY_PARTS = 2  # 51.71 is the city itself: no office of the chain


def offices_concerned(
    *,
    text: str,
    concerned: str | None,
    area_code: str,
    keeper: str,
    names: Mapping[str, Iterable[str]],
) -> tuple[str, ...]:
    """Codes of the offices, sorted: agencies and areas.

    `concerned` is the agency that would work on such a matter at that place, `area_code` the
    place, `keeper` the agency that holds sealed reports and can not be shut out of them, `names`
    what each agency is called.
    """
    found = {*offices_named(text, names=names), *_chain(area_code)}
    if concerned:
        found.add(concerned)
    return tuple(sorted(found - {keeper}))


def offices_named(text: str, *, names: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Codes of the agencies whose name stands in the text, however it is written."""
    folded = " ".join(re.findall(r"\w+", text.casefold()))
    return frozenset(
        code for code, called in names.items() if any(_stands_in(folded, name) for name in called)
    )


def _stands_in(folded: str, name: str) -> bool:
    words = " ".join(re.findall(r"\w+", name.casefold()))
    return bool(words) and f" {words} " in f" {folded} "


def _chain(area_code: str) -> Iterable[str]:
    """The place's hamlet, village and district."""
    parts = area_code.split(".")
    return (".".join(parts[:length]) for length in range(_CITY_PARTS + 1, len(parts) + 1))
