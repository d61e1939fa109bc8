"""What the page of receipts says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sewaka.modules.waste_banks.rules.weighing.receipts import Standing


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence and its tone."""

    text: str
    tone: str


def notice_of(found: Standing | None, *, has_asked: bool) -> Notice | None:
    """What is told of a receipt; nothing before somebody has asked."""
    if found is None:
        unread = _("This is no receipt of a waste bank. Scan its code once more.")
        return Notice(unread, "err") if has_asked else None
    return {
        Standing.KNOWN: Notice(_("The city knows this receipt, with the same sum."), "ok"),
        Standing.NOT_YET: Notice(
            _("This receipt has not come in yet. The weigher's phone sends it with a signal."),
            "info",
        ),
        Standing.DIFFERS: Notice(
            _("The city has something else under this receipt. Show it to the waste bank."), "warn"
        ),
    }[found]
