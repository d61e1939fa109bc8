"""When work that was called done is open again although its author stays silent."""

from __future__ import annotations

from typing import Final

SUPPORTERS_NEEDED: Final = 3  # distinct, of those who said "me too" before it was called done
