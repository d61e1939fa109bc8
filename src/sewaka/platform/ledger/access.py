"""Who reads all books. Their owners' own pages ask the module whose books they are."""

from __future__ import annotations

from sewaka.kernel.access import has
from sewaka.platform.people.roles import AUDITOR

READ_BOOKS = has(AUDITOR)
