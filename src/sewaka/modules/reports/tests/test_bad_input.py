"""Section 8 of the brief, at the citizen's form and the two borders for programs.

Each row of the table goes through every door that it speaks of, once in Indonesian and once in
English; what is refused writes nothing. `test_bad_input_table.py` holds the whole section.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.modules.reports.models import Category, Report, catalogue
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, jpeg
from sewaka.modules.reports.tests.test_api import KEY
from sewaka.modules.reports.tests.test_api import URL as NATIVE
from sewaka.modules.reports.tests.test_georeport_reading import V2, errors
from sewaka.modules.reports.tests.test_georeport_services import FORM
from sewaka.modules.reports.tests.test_web_flow import IN_BADUNG, WHAT, mistakes, page, value_of
from sewaka.platform.cases import api as cases
from sewaka.platform.files.tests import pictures
from tests.cast import SESETAN
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
LANGUAGES = ("id", "en")
DRAFT_KEPT = frozenset({"reports_webdraft", "keys_subjectkey", "limits_spent"})
Two = tuple[str, str]  # the sentence in Indonesian and in English

INCOMPLETE: Two = (
    "Posisi tidak lengkap. Tentukan lagi.",
    "The position is incomplete. Set it again.",
)
NO_NUMBER: Two = (
    "Posisi tidak terbaca. Tentukan lagi.",
    "The position can not be read. Set it again.",
)
NOT_ON_EARTH: Two = (
    "Posisi ini tidak ada di bumi. Tentukan lagi.",
    "The position is not on the globe. Set it again.",
)
SWAPPED: Two = (
    "Lintang dan bujur tampaknya tertukar. Inikah tempatnya?",
    "Latitude and longitude seem to be exchanged. Is this the place?",
)
OUTSIDE: Two = (
    "Posisi ini di luar Kota Denpasar. Jika masalahnya di dalam kota, pilih desa/kelurahannya.",
    "This position lies outside Denpasar. If the problem is in the city, choose the village.",
)
IN_GIANYAR: Two = (
    (
        "Posisi ini di luar Kota Denpasar, tampaknya di Kabupaten Gianyar. Jika masalahnya di dalam"
        " kota, pilih desa/kelurahannya."
    ),
    (
        "This position lies outside Denpasar, it seems in Gianyar Regency. If the problem is in the"
        " city, choose the village."
    ),
)
ONWARD: Two = (
    (
        "Untuk tempat di luar kota: badung atau gianyar meneruskan laporan ke kabupaten itu,"
        " question bertanya kepada kota."
    ),
    (
        "For a place outside the city: badung or gianyar passes the request on to that regency,"
        " question asks the city."
    ),
)
VAGUE: Two = (
    "Ponsel belum tahu tempatnya dengan tepat. Geser pin, atau pilih desa/kelurahan.",
    "Your phone does not know its place well enough. Set the pin, or choose the village.",
)
NO_WORDS: Two = (
    "Ceritakan masalahnya, atau tambahkan foto.",
    "Tell us what is wrong, or add a photo.",
)
TOO_LONG: Two = (
    "Teks lebih dari 4.000 huruf. Singkatkan sedikit; tidak ada yang hilang.",
    "The text is longer than 4,000 characters. Shorten it a little; nothing was lost.",
)
NO_SERVICE: Two = ("Tidak ada layanan dengan kode ini.", "There is no service of this code.")

POSITIONS: Mapping[str, tuple[str, str, Two]] = {
    "latitude missing": ("", "115.22", INCOMPLETE),
    "longitude missing": ("-8.70", "", INCOMPLETE),
    "text": ("utara", "115.22", NO_NUMBER),
    "nan": ("nan", "115.22", NOT_ON_EARTH),
    "inf": ("-8.70", "inf", NOT_ON_EARTH),
    "1e400": ("1e400", "115.22", NOT_ON_EARTH),
    "out of range": ("-91", "115.22", NOT_ON_EARTH),
    "swapped": ("115.22", "-8.70", SWAPPED),
    "in the sea": ("-8.72", "115.35", OUTSIDE),
    "in Kuta": ("-8.718", "115.169", IN_BADUNG),
    "in Sukawati": ("-8.598", "115.282", IN_GIANYAR),
}


def spoken(client: Client, language: str) -> Client:
    """The same browser in that language."""
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize(("lat", "lon", "said"), POSITIONS.values(), ids=POSITIONS.keys())
def test_positions_at_the_form(client: Client, lat: str, lon: str, said: Two) -> None:
    typed = {"lat": lat, "lon": lon, "source": "pin"}
    for language, sentence in zip(LANGUAGES, said, strict=True):
        with nothing_written(besides=DRAFT_KEPT):
            answer = spoken(client, language).post(reverse("reports:place"), typed)
        assert (answer.status_code, mistakes(answer)) == (422, [sentence])


@pytest.mark.parametrize(("lat", "lon", "said"), POSITIONS.values(), ids=POSITIONS.keys())
def test_positions_at_open311(
    client: Client, form: dict[str, Any], lat: str, lon: str, said: Two
) -> None:
    for language, sentence in zip(LANGUAGES, said, strict=True):
        with nothing_written(besides=DRAFT_KEPT):
            answer = client.post(
                f"{V2}/requests.json?locale={language}", {**form, "lat": lat, "long": lon}
            )
        lines = [(400, f"lat: {sentence}")]
        if said in (OUTSIDE, IN_BADUNG, IN_GIANYAR):
            lines.append((400, f"onward: {ONWARD[LANGUAGES.index(language)]}"))
        assert answer.status_code == 400
        assert errors(answer) == lines


TOO_LARGE: Two = ("Angka ini terlalu besar.", "This number is too large.")
TOO_SMALL: Two = ("Angka ini terlalu kecil.", "This number is too small.")
NONE_GIVEN: Two = ("Ini belum diisi.", "This is missing.")
NO_FIGURE: Two = ("Ini bukan angka.", "This is not a number.")


@pytest.mark.parametrize(
    ("position", "field", "said"),
    [
        (b'{"lat": -8.7}', "position.lon", NONE_GIVEN),
        (b'{"lat": "utara", "lon": 115.2}', "position.lat", NO_FIGURE),
        (b'{"lat": NaN, "lon": 115.2}', "position.lat", NO_FIGURE),
        (b'{"lat": -8.7, "lon": Infinity}', "position.lon", NO_FIGURE),
        (b'{"lat": 1e400, "lon": 115.2}', "position.lat", NO_FIGURE),
        (b'{"lat": -91, "lon": 115.2}', "position.lat", TOO_SMALL),
        (b'{"lat": 115.2, "lon": -8.7}', "position.lat", TOO_LARGE),
        (b'{"lat": -8.72, "lon": 115.35}', "place", OUTSIDE),
        (b'{"lat": -8.7, "lon": 115.22, "accuracy_m": 501, "source": "gps"}', "place", VAGUE),
    ],
)
def test_positions_at_our_own_api(client: Client, position: bytes, field: str, said: Two) -> None:
    body = b'{"category": "201", "description": "Sampah menumpuk", "position": %s}' % position
    for language, sentence in zip(LANGUAGES, said, strict=True):
        with nothing_written(besides=DRAFT_KEPT | {"idempotency_keptanswer"}):
            answer = spoken(client, language).post(
                NATIVE, body, content_type="application/json", headers=KEY
            )
        assert answer.status_code == 422
        assert answer.json()["words"] == {field: sentence}


def test_a_swapped_position_is_offered_back_and_taken_when_confirmed(client: Client) -> None:
    typed = {"lat": "115.2205", "lon": "-8.7016", "source": "pin"}
    offered = client.post(reverse("reports:place"), typed)
    assert (value_of(offered, "lat"), value_of(offered, "lon")) == ("-8.7016", "115.2205")
    confirmed = {name: value_of(offered, name) for name in ("lat", "lon", "source")}
    assert client.post(reverse("reports:place"), confirmed).status_code == 302


def test_a_vague_fix_at_the_form(client: Client) -> None:
    typed = {"lat": "-8.70", "lon": "115.22", "accuracy_m": "501", "source": "gps"}
    for language, sentence in zip(LANGUAGES, VAGUE, strict=True):
        answer = spoken(client, language).post(reverse("reports:place"), typed)
        assert (answer.status_code, mistakes(answer)) == (422, [sentence])
    assert client.post(reverse("reports:place"), {**typed, "accuracy_m": "500"}).status_code == 302


TEXTS: Mapping[str, tuple[str, Two]] = {
    "nothing": ("", NO_WORDS),
    "blanks": (" \t\n\u00a0", NO_WORDS),
    "emoji only": ("🙏🙏🙏", NO_WORDS),
    "NUL only": ("\x00\x00", NO_WORDS),
    "4,001 characters": ("é" * 4001, TOO_LONG),
}


@pytest.mark.parametrize(("text", "said"), TEXTS.values(), ids=TEXTS.keys())
def test_texts_at_every_door(client: Client, form: dict[str, Any], text: str, said: Two) -> None:
    body = orjson.dumps({"category": "201", "description": text, "village": SESETAN})
    for language, sentence in zip(LANGUAGES, said, strict=True):
        with nothing_written(besides=DRAFT_KEPT | {"idempotency_keptanswer"}):
            by_form = spoken(client, language).post(
                reverse("reports:what"), {**WHAT, "description": text}
            )
            own = client.post(NATIVE, body, content_type="application/json", headers=KEY)
            other = client.post(
                f"{V2}/requests.json?locale={language}", {**form, "description": text}
            )
        assert (by_form.status_code, mistakes(by_form)) == (422, [sentence])
        assert (own.status_code, own.json()["words"]) == (422, {"description": sentence})
        assert (other.status_code, errors(other)) == (400, [(400, f"description: {sentence}")])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("é" * 4000, "é" * 4000),
        ("<script>alert(1)</script> lubang", "<script>alert(1)</script> lubang"),
        ("lubang\x00 besar\x0b", "lubang besar"),
        ("lubang\ufffe besar\uffff", "lubang besar"),
        ("lubang\r\ndalam", "lubang\ndalam"),
    ],
    ids=["4,000 characters", "HTML", "NUL and controls", "illegal in XML", "line ends"],
)
def test_texts_that_are_taken_and_how(
    client: Client, form: dict[str, Any], sent: str, kept: str
) -> None:
    assert client.post(f"{V2}/requests.json", {**form, "description": sent}).status_code == 200
    body = orjson.dumps({"category": "201", "description": sent, "village": SESETAN})
    assert (
        client.post(NATIVE, body, content_type="application/json", headers=KEY).status_code == 201
    )
    assert set(Report.objects.values_list("description", flat=True)) == {kept}


def test_lone_surrogates_are_no_text(client: Client) -> None:
    body = b'{"category": "201", "description": "lubang \\ud800", "village": "%s"}'
    with nothing_written(besides=DRAFT_KEPT):
        answer = client.post(
            NATIVE, body % SESETAN.encode(), content_type="application/json", headers=KEY
        )
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("code", ["999", "0201", "201.0", "2e2", "-201"])
def test_unknown_and_number_like_codes(client: Client, form: dict[str, Any], code: str) -> None:
    for language, sentence in zip(LANGUAGES, NO_SERVICE, strict=True):
        with nothing_written(besides=DRAFT_KEPT):
            answer = client.post(
                f"{V2}/requests.json?locale={language}", {**form, "service_code": code}
            )
        assert errors(answer) == [(404, sentence)]


def test_a_leading_zero_is_a_code_of_its_own_and_a_retired_one_stays_readable(
    client: Client, form: dict[str, Any]
) -> None:
    found = Category.objects.get(pk="201")
    found.pk = "0201"
    found.save(force_insert=True)
    catalogue.forget()
    number = client.post(f"{V2}/requests.json", {**form, "service_code": "0201"}).json()[0][
        "service_request_id"
    ]
    report = Report.objects.get(case__number=number)
    assert report.category_id == "0201"
    Category.objects.filter(pk="0201").update(active_to="2026-11-01")
    catalogue.forget()
    assert client.get(f"{V2}/services/0201.json").status_code == 404
    cases.move(case_id=report.pk, action="publish", actor=MODERATOR_DESK, now=clock.now())
    assert report.category.name in client.get(f"/l/{number}").content.decode()


@pytest.fixture
def asking(db: None) -> None:
    """The category asks what kind of rubbish it is."""
    Category.objects.filter(pk="201").update(form=FORM)
    catalogue.forget()


REQUIRED: Two = ("Pertanyaan ini perlu dijawab.", "This question needs an answer.")
NOT_OFFERED: Two = (
    "Jawaban ini tidak ada dalam pilihan.",
    "This answer is not one of those offered.",
)
UNASKED: Two = ("Pertanyaan ini tidak diajukan di sini.", "This question is not asked here.")


@pytest.mark.usefixtures("asking")
def test_answers_that_do_not_fit_all_in_one_answer(client: Client, form: dict[str, Any]) -> None:
    wrong = {"attribute[KIND]": "castle", "attribute[X]": "1"}
    for n, language in enumerate(LANGUAGES):
        address = f"{V2}/requests.json?locale={language}"
        with nothing_written(besides=DRAFT_KEPT):
            missing, several = client.post(address, form), client.post(address, {**form, **wrong})
        assert errors(missing) == [(400, f"attribute[KIND]: {REQUIRED[n]}")]
        assert sorted(errors(several)) == [
            (400, f"attribute[KIND]: {NOT_OFFERED[n]}"),
            (400, f"attribute[X]: {UNASKED[n]}"),
        ]


PHOTOS: Mapping[str, tuple[bytes, Two]] = {
    "30,000 squared": (
        pictures.bomb(30_000, 30_000),
        (
            "Foto lebih dari 40 megapiksel. Kirim yang lebih kecil.",
            "The photo has more than 40 megapixels. Send a smaller one.",
        ),
    ),
    "polyglot": (
        b"GIF89a/*" + bytes(60) + b"*/=1;<script>alert(1)</script>",
        (
            "Berkas ini bukan foto. Kirim gambar JPEG, PNG, atau WebP.",
            "This file is not a photo. Send a JPEG, PNG or WebP picture.",
        ),
    ),
    "HEIC": (
        pictures.heic(),
        (
            "Ponsel ini menyimpan foto HEIC. Pilih JPEG di pengaturan kamera.",
            "This phone writes HEIC photos. Choose JPEG in its camera settings.",
        ),
    ),
    "PDF": (
        b"%PDF-1.7\n" + bytes(200),
        (
            "Berkas ini bukan foto. Kirim gambar JPEG, PNG, atau WebP.",
            "This file is not a photo. Send a JPEG, PNG or WebP picture.",
        ),
    ),
    "0 bytes": (
        b"",
        ("Berkasnya kosong. Ambil foto lagi.", "The file is empty. Take the photo again."),
    ),
}


@pytest.mark.parametrize(("content", "said"), PHOTOS.values(), ids=PHOTOS.keys())
def test_photos_at_the_form_and_at_open311(
    client: Client, form: dict[str, Any], content: bytes, said: Two
) -> None:
    for language, sentence in zip(LANGUAGES, said, strict=True):
        with nothing_written(besides=DRAFT_KEPT):
            by_form = spoken(client, language).post(
                reverse("reports:photo"), {"photo": _upload(content)}
            )
            other = client.post(
                f"{V2}/requests.json?locale={language}", {**form, "media": _upload(content)}
            )
        assert (by_form.status_code, mistakes(by_form)) == (422, [sentence])
        assert other.status_code == 400
        assert Report.objects.count() == 0


def test_a_bad_photo_leaves_the_good_one_in_the_form(client: Client) -> None:
    client.post(reverse("reports:photo"), {"photo": _upload(jpeg())})
    answer = client.post(reverse("reports:photo"), {"photo": _upload(b"")})
    assert len(page(answer).select(".thumb img")) == 1


def _upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", content, "image/jpeg")
