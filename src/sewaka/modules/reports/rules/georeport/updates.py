"""What a program says of a report (mySociety's extension), and what must be there."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sewaka.kernel.errors import Invalid
from sewaka.modules.reports.rules.georeport.statuses import KNOWN

MAX_UPDATE_ID: Final = 100
MAX_MEDIA_URL: Final = 2_000


@dataclass(frozen=True, slots=True)
class Update:
    """An update. `code` is its `external_status_code`: a reason, an outside body, a date.

    Who wrote it (`email`, `first_name`, `last_name`) is not here: it need not be the author of the
    report, so it is nobody whom we may write to, and no name is shown whatever
    `public_anonymity_required` says. What is not needed is not kept.
    """

    number: str
    update_id: str
    status: str
    text: str
    code: str = ""
    media_url: str = ""
    reason: str = ""  # ours: why a photo of the result was not taken on the spot

    @property
    def digest(self) -> bytes:
        """What tells this update from another one under the same number."""
        parts = [self.number, self.status, self.text, self.code]
        parts += filter(None, (self.media_url, self.reason))
        said = "\0".join(parts)
        return sha256(said.encode()).digest()


def check(update: Update) -> None:
    """Raise Invalid for everything that is missing or unknown."""
    problems: dict[str, str] = {}
    if not update.number:
        problems["service_request_id"] = "reports.open311.id_required"
    if not update.update_id or len(update.update_id) > MAX_UPDATE_ID:
        problems["update_id"] = "reports.open311.update_id"
    if update.status not in KNOWN:
        problems["status"] = "reports.open311.update_status"
    if len(update.media_url) > MAX_MEDIA_URL:
        problems["media_url"] = "reports.open311.media_url"
    if not update.text:
        problems["description"] = "reports.open311.description"
    if problems:
        raise Invalid("api.refused", fields=problems)
