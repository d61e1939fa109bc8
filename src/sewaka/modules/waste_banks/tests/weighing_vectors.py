"""The protocol's own vectors, and drawn records, for Python and for the browser."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

SESSION = UUID("018f9c10-0000-7000-8000-000000000001")
DEVICE = UUID("018f9c10-0000-7000-8000-0000000000aa")
GENESIS = "c303fc0dec67ad3c1a280aa7880df3132fd1055032b700e431e2567f39e713a1"
DEPOSIT = (
    '{"at":"2026-11-08T08:05:00+08:00","customer_id":"018f9c10-0000-7000-8000-0000000000c1",'
    '"device_id":"018f9c10-0000-7000-8000-0000000000aa","id":"018f9c10-0000-7000-8000-000000000101",'
    '"kind":"DEPOSIT","lines":[{"category":"PET_CLEAR","grade":"A","gross_g":1600,"n":1,'
    '"net_g":1500,"price_idr":4001,"source":"MANUAL","tare_g":100,"value_idr":6002}],'
    '"mono_ms":300000,"price_version":7,"purpose":"SAVINGS","seq":1,'
    '"session_id":"018f9c10-0000-7000-8000-000000000001","total_idr":6002,"v":1,'
    '"weigher_id":"018f9c10-0000-7000-8000-0000000000f1"}'
)
DEPOSIT_HASH = "1fc65e7154cda0b5eede6832db9826cf2927f03d5d92200cef75289aa5ee6ad0"
VOID = (
    '{"at":"2026-11-08T08:06:00+08:00","device_id":"018f9c10-0000-7000-8000-0000000000aa",'
    '"id":"018f9c10-0000-7000-8000-000000000102","kind":"VOID","mono_ms":360000,'
    '"reason":"salah nasabah","seq":2,"session_id":"018f9c10-0000-7000-8000-000000000001","v":1,'
    '"voids_id":"018f9c10-0000-7000-8000-000000000101",'
    '"weigher_id":"018f9c10-0000-7000-8000-0000000000f1"}'
)
VOID_HASH = "1ce4f9695ab51c6cbbb0ad9b3dd3f0563bd8823c6364bb8212961ff8d737e110"


def body(text: str) -> dict[str, Any]:
    """A record out of its text."""
    found: dict[str, Any] = json.loads(text)
    return found


# Signs that no Unicode version has yet may be composed differently by the next one; halves of
# pairs are no text. `é` in two signs and the like are brought to NFC, as the phone does.
words = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
integers = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
values = st.recursive(
    words | integers,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(words, values, max_size=6)
