"""The words of the desk's notices."""

from __future__ import annotations

from sewaka.kernel import clock
from sewaka.platform.notify import api as notify

WORDS = {
    "privacy.request_opened": {
        "id": (
            "Permintaan baru tentang data pribadi",
            "Seseorang meminta sesuatu tentang datanya. Dijawab paling lambat {due}.",
        ),
        "en": (
            "New request about personal data",
            "Somebody asks something about their data. Answer by {due}.",
        ),
    },
    "privacy.request_waits": {
        "id": (
            "Permintaan data menunggu {hours} jam",
            "Belum ada jawaban. Batasnya {due}; jam ini tidak berhenti pada hari libur.",
        ),
        "en": (
            "A request about data has waited for {hours} hours",
            "There is no answer yet. It is due {due}; this clock does not stop on holidays.",
        ),
    },
    "privacy.request_answered": {
        "id": ("Permintaan data Anda dijawab", "Jawabannya ada di halaman data Anda."),
        "en": ("Your request about data is answered", "The answer stands on your data page."),
    },
}


def load() -> None:
    """Enter the words. Safe to run twice."""
    now = clock.now()
    for code, words in WORDS.items():
        notify.define(code=code, words=words, now=now)
