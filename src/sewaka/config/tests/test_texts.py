"""Catalogues: what is extracted, what is refused, what Django reads."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from pytest_django import fixtures

from sewaka.config import texts

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _("Send the report")
COUNT = ngettext("%(n)s report", "%(n)s reports", 2)
OPEN = pgettext("a state", "Open")
"""
TEMPLATE = """{% load i18n %}
  <main>
      <h1>{% translate "Track a report" %}</h1>
  <p>{% blocktranslate trimmed with office=case.office %}
     Sent to
     {{ office }}.
  {% endblocktranslate %}</p>
    </main>
"""
TRANSLATIONS = {
    "Send the report": "Kirim laporan",
    "Track a report": "Lacak laporan",
    "Sent to %(office)s.": "Diteruskan ke %(office)s.",
    "Open": "Terbuka",
}


@pytest.fixture
def app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: fixtures.Settings
) -> texts.Owner:
    """An app `platform/parks` with one source file, one template and a finished catalogue."""
    package = tmp_path / "sewaka"
    for layer in ("kernel", "platform", "modules", "city", "config"):
        (package / layer).mkdir(parents=True)
    monkeypatch.setattr(texts, "PACKAGE", package)
    folder = package / "platform" / "parks"
    settings.LOCALE_PATHS = [folder / "locale"]
    (folder / "templates" / "parks").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "web.py").write_text(PYTHON)
    (folder / "templates" / "parks" / "page.html").write_text(TEMPLATE)
    owner = texts.Owner(folder=folder)
    texts.update()
    translate(owner, TRANSLATIONS | {"%(n)s report": "%(n)s laporan"})
    return owner


def translate(owner: texts.Owner, translations: dict[str, str]) -> None:
    """Write translations into the catalogue, as a person would."""
    catalogue = texts.merged(owner)
    for message in catalogue:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key in translations:
            text = translations[key]
            message.string = (text,) if isinstance(message.id, tuple) else text
    owner.po.write_text(texts.rendered(catalogue))


def test_finds_python_and_template_texts(app: texts.Owner) -> None:
    ids = [message.id for message in texts.extracted(app) if message.id]
    assert sorted(map(str, ids)) == [
        "('%(n)s report', '%(n)s reports')",
        "Open",
        "Send the report",
        "Sent to %(office)s.",
        "Track a report",
    ]


def test_a_finished_catalogue_has_no_problems(app: texts.Owner) -> None:
    assert list(texts.problems()) == []


def test_update_keeps_translations_and_changes_nothing_twice(app: texts.Owner) -> None:
    before = app.po.read_text()
    assert texts.update() == []
    assert app.po.read_text() == before
    assert "#, fuzzy" not in before
    assert 'msgstr "Kirim laporan"' in before


def test_indonesian_has_one_plural_form(app: texts.Owner) -> None:
    assert 'msgstr[0] "%(n)s laporan"' in app.po.read_text()
    assert "msgstr[1]" not in app.po.read_text()


def test_a_new_text_is_reported_by_update_and_check(app: texts.Owner) -> None:
    (app.folder / "web.py").write_text(PYTHON + '\nLATE = _("Too late")\n')
    stale = "locale/id/LC_MESSAGES/django.po is not what the sources say; run `... texts update`"
    assert list(texts.problems()) == [f"platform/parks: {stale}"]
    assert texts.update() == ["platform/parks: 'Too late'"]
    assert list(texts.problems()) == ["platform/parks: 'Too late': not translated"]


def test_a_dropped_text_leaves_the_catalogue(app: texts.Owner) -> None:
    (app.folder / "templates" / "parks" / "page.html").unlink()
    assert texts.update() == []
    assert "Track a report" not in app.po.read_text()


@pytest.mark.parametrize(
    ("source", "translation", "reason"),
    [
        (
            "Sent to %(office)s.",
            "Diteruskan ke %(kantor)s.",
            "the translation must have the placeholders ['office']",
        ),
        ("Send the report", "Submit laporan", "officialese “submit”; say: kirim"),
        (
            "Track a report",
            "Dalam rangka melacak",
            "officialese “dalam rangka”; say: untuk",
        ),
    ],
)
def test_refuses(app: texts.Owner, source: str, translation: str, reason: str) -> None:
    translate(app, {source: translation})
    assert list(texts.problems()) == [f"platform/parks: {source!r}: {reason}"]


def test_officialese_is_refused_as_whole_words_only(app: texts.Owner) -> None:
    translate(app, {"Track a report": "Pengguna berguna"})  # both contain "guna"
    assert list(texts.problems()) == []


def test_refuses_a_fuzzy_translation(app: texts.Owner) -> None:
    app.po.write_text(
        app.po.read_text()
        .replace('msgid "Open"', '#, fuzzy\nmsgid "Open"')
        .replace('msgctxt "a state"\n#, fuzzy\n', '#, fuzzy\nmsgctxt "a state"\n')
    )
    assert list(texts.problems()) == [
        "platform/parks: 'Open': marked fuzzy: somebody has to read it"
    ]


def test_refuses_placeholders_without_names(app: texts.Owner) -> None:
    (app.folder / "web.py").write_text(PYTHON + '\nLATE = _("%s days late")\n')
    texts.update()
    translate(app, {"%s days late": "Terlambat %s hari"})
    assert list(texts.problems()) == [
        "platform/parks: '%s days late': placeholders need names: %(name)s or {name}"
    ]


def test_one_text_has_one_translation_in_the_whole_city(app: texts.Owner) -> None:
    other = app.folder.parent / "trees"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "web.py").write_text('TITLE = _("Send the report")\n')
    texts.update()
    translate(texts.Owner(folder=other), {"Send the report": "Kirimkan laporan"})
    assert "platform/trees: 'Send the report': translated otherwise in platform/parks" in list(
        texts.problems()
    )


def test_update_takes_over_what_another_app_has_translated(app: texts.Owner) -> None:
    other = app.folder.parent / "trees"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "web.py").write_text('TITLE = _("Send the report")\n')
    assert texts.update() == []
    assert 'msgstr "Kirim laporan"' in texts.Owner(folder=other).po.read_text()


def test_a_catalogue_that_django_does_not_read_is_a_problem(
    app: texts.Owner, settings: fixtures.Settings
) -> None:
    settings.LOCALE_PATHS = []
    assert list(texts.problems()) == [
        "platform/parks: not an installed app nor in LOCALE_PATHS: nobody reads its catalogue"
    ]


def test_compiles_what_gettext_reads_and_only_when_stale(app: texts.Owner) -> None:
    assert texts.compile_catalogues() == 1
    assert texts.compile_catalogues() == 0
    with app.mo.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("Sent to %(office)s.") == "Diteruskan ke %(office)s."
    assert read.ngettext("%(n)s report", "%(n)s reports", 1) == "%(n)s laporan"
    assert read.pgettext("a state", "Open") == "Terbuka"


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert texts.main(["extract"]) == 2
    assert "python -m sewaka.config.texts check" in capsys.readouterr().err


def test_the_glossary_lists_officialese() -> None:
    listed = texts.officialese(texts.GLOSSARY.read_text())
    assert listed["tindak lanjut"] == "dikerjakan"
    assert listed["skpd"] == "the office's full name"
    assert "officials' word" not in listed
