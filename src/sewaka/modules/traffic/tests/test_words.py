"""Every code of the engine has its words, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from sewaka.modules.traffic.control.explain import CODES, Explanation
from sewaka.modules.traffic.control.health import Fault
from sewaka.modules.traffic.control.los import Level
from sewaka.modules.traffic.words import FAULTS, LEVELS, REASONS, sentence

FIGURES = (("stage", 2), ("count", 4), ("seconds", 8))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_reason_is_a_sentence(code: str, language: str) -> None:
    with translation.override(language):
        words = sentence(explanation=Explanation(code, FIGURES))
    assert words.endswith(".")
    assert "%" not in words


def test_no_code_is_without_words() -> None:
    assert set(REASONS) == set(CODES)
    assert set(FAULTS) == {fault.value for fault in Fault}
    assert set(LEVELS) == {level.value for level in Level}


def test_words_for_the_room() -> None:
    held = Explanation("hold_coming", (("count", 4), ("seconds", 8)))
    with translation.override("id"):
        assert sentence(explanation=held) == ("Hijau ditahan: 4 kendaraan tiba dalam 8 detik.")
    with translation.override("en"):
        assert sentence(explanation=held) == "Green is held: 4 due within 8 s."
