"""What the rest of the city may do with search."""

from __future__ import annotations

from sewaka.platform.search.indexing import forget, index
from sewaka.platform.search.models import SearchAudience
from sewaka.platform.search.queries import Answer, Hit, find

__all__ = ["Answer", "Hit", "SearchAudience", "find", "forget", "index"]
