"""Texts that strangers send, each with a name; the fixture gives them one by one."""

from __future__ import annotations

import pytest

LONG_NAME = "I Gusti Ayu Ngurah Agung Istri Putri Mirah Saraswati Dewi Ari"

TEXTS = {
    "apostrophe": "Pura Dalem Ja'an",
    "quotes": 'Warung "Bu Made" "',
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "entity": "&lt;b&gt; &amp; &#x27;",
    "template": "{{ 7*7 }} {% debug %} %(name)s {name} %s",
    "sql": "'; DROP TABLE cases_case; --",
    "right to left": "abc\u202edef\u202c שלום",
    "zero width": "ban\u200bjar\u2060 ka\ufeffja",
    "emoji": "Got mampet 😡👨\u200d👩\u200d👧\u200d👦🇮🇩",
    "long line": "a" * 10_000,
    "formula equals": '=HYPERLINK("http://x.example","klik")',
    "formula plus": "+62 800 0000 0001",
    "formula minus": "-2+3",
    "formula at": "@SUM(A1:A9)",
    "nul": "sebelum\x00sesudah",
    "controls": "satu\x07dua\x1b[31mtiga",
    "lone surrogate": "setengah \ud83d emoji",
    "noncharacter": "ujung \uffff \ufffe",
    "leading zeros": "0007",
    "line ends": "satu\r\ndua\rtiga\u2028empat",
    "decomposed": "Cafe\u0301 de\u0301sa",
    "blank": " \t\u00a0\u3000 ",
    "long name": LONG_NAME,
    "path": "../../../../etc/passwd",
    "balinese": "ᬩᬮᬶ",
}


@pytest.fixture(params=list(TEXTS.values()), ids=list(TEXTS))
def hostile_text(request: pytest.FixtureRequest) -> str:
    """One text after the other that breaks careless code."""
    return str(request.param)
