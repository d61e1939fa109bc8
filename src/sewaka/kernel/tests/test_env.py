"""Reading the environment: what is wrong is said, what is secret is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sewaka.kernel import env


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEWAKA_HOME", str(tmp_path))
    return tmp_path


def test_a_number_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eight")
    with pytest.raises(env.BadSetting, match=r"^PORT=eight is not a whole number$"):
        env.number("PORT", 8000)


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("0", False), ("ON", True)])
def test_yes_and_no(monkeypatch: pytest.MonkeyPatch, said: str, meant: bool) -> None:  # noqa: FBT001 - a table
    monkeypatch.setenv("SEWAKA_BEHIND_PROXY", said)
    assert env.flag("SEWAKA_BEHIND_PROXY", default=not meant) is meant


def test_neither_yes_nor_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEWAKA_BEHIND_PROXY", "maybe")
    with pytest.raises(env.BadSetting):
        env.flag("SEWAKA_BEHIND_PROXY", default=True)


def test_words_without_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEWAKA_HOSTS", "a.example, b.example ,")
    assert env.words("SEWAKA_HOSTS") == ["a.example", "b.example"]


def test_a_secret_is_made_once_and_is_ours_alone(home: Path) -> None:
    first = env.secret("SOME_KEY")
    assert env.secret("SOME_KEY") == first
    kept = home / "secrets" / "some_key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in kept.parent.iterdir()] == ["some_key"]


def test_a_given_secret_is_not_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "given")
    assert env.secret("SOME_KEY") == "given"
    assert not (home / "secrets").exists()


def test_a_secret_from_a_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "mounted").write_text("from a file\n")
    monkeypatch.setenv("SOME_KEY_FILE", str(home / "mounted"))
    assert env.secret("SOME_KEY") == "from a file"
