"""The four steps without JavaScript: what is typed is kept, what is wrong is said."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from sewaka.modules.reports.models import Report, ReportPhoto, WebDraft
from sewaka.modules.reports.tests.conftest import jpeg
from sewaka.platform.files.models import StoredFile
from sewaka.platform.files.tests import pictures
from tests.cast import SESETAN, Player
from tests.writes import nothing_written

IN_BADUNG = (
    (
        "Posisi ini di luar Kota Denpasar, tampaknya di Kabupaten Badung. Jika masalahnya di dalam"
        " kota, pilih desa/kelurahannya."
    ),
    (
        "This position lies outside Denpasar, it seems in Badung Regency. If the problem is in the"
        " city, choose the village."
    ),
)
pytestmark = pytest.mark.django_db
PLACE = {"area_code": SESETAN, "landmark": "Jl. Contoh 5"}
WHAT = {"category": "201", "asked": "201", "description": "Sampah menumpuk di depan pasar"}


def page(response: Any) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.content, "lxml")


def mistakes(response: Any) -> list[str]:
    """The lines of the error summary."""
    return [line.get_text(strip=True) for line in page(response).select(".summary li")]


def value_of(response: Any, name: str) -> str:
    """What stands in a field."""
    field = page(response).select_one(f"[name={name}]")
    assert isinstance(field, Tag)
    return field.get_text().removeprefix("\n") if field.name == "textarea" else str(field["value"])


def upload(content: bytes, name: str = "foto.jpg") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def walk(client: Client, **what: str) -> None:
    """The first three steps, filled in well."""
    client.post(reverse("reports:photo"), {})
    client.post(reverse("reports:place"), PLACE)
    client.post(reverse("reports:what"), {**WHAT, **what, "asked": what.get("category", "201")})


def test_from_the_first_step_to_the_receipt(client: Client) -> None:
    photo = client.post(reverse("reports:photo"), {"photo": upload(jpeg())})
    assert (photo.status_code, photo["Location"]) == (302, "/lapor/lokasi")
    place = client.post(reverse("reports:place"), PLACE)
    assert (place.status_code, place["Location"]) == (302, "/lapor/isi")
    what = client.post(reverse("reports:what"), WHAT)
    assert (what.status_code, what["Location"]) == (302, "/lapor/periksa")
    check = page(client.get("/lapor/periksa"))
    assert check.select_one("blockquote").get_text(strip=True) == WHAT["description"]  # type: ignore[union-attr]  # it is there
    assert [row.get_text(strip=True) for row in check.select(".answers dd")][2].startswith("Jl.")

    sent = client.post("/lapor/periksa")
    assert (sent.status_code, sent["Location"]) == (302, "/lapor/terkirim")
    report = Report.objects.select_related("case").get()
    receipt = client.get("/lapor/terkirim")
    assert report.case.number in receipt.content.decode()
    assert page(receipt).select_one("svg.qr-code") is not None
    assert ReportPhoto.objects.get().report_id == report.pk

    link = next(a["href"] for a in page(receipt).select("a") if "/l/L" in str(a.get("href")))
    assert client.get(str(link).removeprefix("http://testserver")).status_code == 200


def test_pressing_send_twice_gives_one_report_and_the_same_receipt(client: Client) -> None:
    walk(client)
    client.post("/lapor/periksa")
    first = client.get("/lapor/terkirim").content
    with nothing_written():
        again = client.post("/lapor/periksa")
    assert again["Location"] == "/lapor/terkirim"
    assert Report.objects.count() == 1
    number = Report.objects.get().case.number
    assert number in first.decode()


def test_opening_a_step_writes_nothing(client: Client) -> None:
    with nothing_written():
        for name in ("photo", "place", "what", "check"):
            assert client.get(reverse(f"reports:{name}")).status_code == 200


def test_sending_an_empty_draft_names_what_is_missing(client: Client) -> None:
    response = client.post("/lapor/periksa")
    assert response.status_code == 422
    assert mistakes(response) == [
        "Pilih jenis masalahnya.",
        "Ceritakan masalahnya, atau tambahkan foto.",
        "Tentukan tempatnya: pakai posisi Anda, atau pilih desa/kelurahan dari daftar.",
    ]
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "sentence", "in_english"),
    [
        (
            {},
            "Tentukan tempatnya: pakai posisi Anda, atau pilih desa/kelurahan dari daftar.",
            "Say where it is: use your position, or choose the village from the list.",
        ),
        (
            {"lat": "-8.65"},
            "Posisi tidak lengkap. Tentukan lagi.",
            "The position is incomplete. Set it again.",
        ),
        (
            {"lat": "nan", "lon": "115.2"},
            "Posisi ini tidak ada di bumi. Tentukan lagi.",
            "The position is not on the globe. Set it again.",
        ),
        (
            {"lat": "1e400", "lon": "115.2"},
            "Posisi ini tidak ada di bumi. Tentukan lagi.",
            "The position is not on the globe. Set it again.",
        ),
        (
            {"lat": "utara", "lon": "x" * 9000},
            "Posisi tidak terbaca. Tentukan lagi.",
            "The position can not be read. Set it again.",
        ),
        (
            {"lat": "115.2", "lon": "-8.65"},
            "Lintang dan bujur tampaknya tertukar. Inikah tempatnya?",
            "Latitude and longitude seem to be exchanged. Is this the place?",
        ),
        (
            {"lat": "-8.718", "lon": "115.169", "source": "pin"},
            *IN_BADUNG,
        ),
        (
            {"lat": "-8.70", "lon": "115.22", "accuracy_m": "900", "source": "gps"},
            "Ponsel belum tahu tempatnya dengan tepat. Geser pin, atau pilih desa/kelurahan.",
            "Your phone does not know its place well enough. Set the pin, or choose the village.",
        ),
        (
            {"area_code": "51.71.01.9999"},
            "Pilih desa atau kelurahan dari daftar.",
            "Choose a village from the list.",
        ),
        (
            {"area_code": "'; DROP TABLE"},
            "Pilih desa atau kelurahan dari daftar.",
            "Choose a village from the list.",
        ),
    ],
)
def test_places_that_are_none(
    client: Client, typed: dict[str, str], sentence: str, in_english: str
) -> None:
    response = client.post(reverse("reports:place"), {"landmark": "Warung Bu Made", **typed})
    assert response.status_code == 422
    assert mistakes(response) == [sentence]
    assert value_of(response, "landmark") == "Warung Bu Made"
    kept = client.get(reverse("reports:place"))
    assert value_of(kept, "landmark") == "Warung Bu Made"
    client.cookies["django_language"] = "en"
    assert mistakes(client.post(reverse("reports:place"), typed)) == [in_english]


@pytest.mark.parametrize(
    ("typed", "sentence", "in_english"),
    [
        ({"category": ""}, "Pilih jenis masalahnya.", "Choose what it is about."),
        (
            {"category": "999"},
            "Jenis laporan ini tidak tersedia lagi. Pilih yang lain.",
            "This kind of report is no longer offered. Choose another one.",
        ),
        (
            {"description": "   "},
            "Ceritakan masalahnya, atau tambahkan foto.",
            "Tell us what is wrong, or add a photo.",
        ),
        (
            {"description": "🙏🙏"},
            "Ceritakan masalahnya, atau tambahkan foto.",
            "Tell us what is wrong, or add a photo.",
        ),
        (
            {"description": "a" * 4001},
            "Teks lebih dari 4.000 huruf. Singkatkan sedikit; tidak ada yang hilang.",
            "The text is longer than 4,000 characters. Shorten it a little; nothing was lost.",
        ),
        (
            {"phone": "nanti"},
            "Ini bukan nomor telepon. Contoh: 0812-3456-7890",
            "This is not a phone number. Example: 0812-3456-7890",
        ),
        (
            {"email": "made@"},
            "Ini bukan alamat surel. Contoh: nama@contoh.id",
            "This is not an e-mail address. Example: nama@contoh.id",
        ),
        (
            {"name": "M" * 101},
            "Nama lebih dari 100 huruf. Singkatkan.",
            "The name is longer than 100 characters.",
        ),
    ],
)
def test_words_that_do_not_do(
    client: Client, typed: dict[str, str], sentence: str, in_english: str
) -> None:
    filled = {**WHAT, "name": "Made", **typed}
    response = client.post(reverse("reports:what"), filled)
    assert response.status_code == 422
    assert mistakes(response) == [sentence]
    assert value_of(response, "name") == filled["name"]
    assert value_of(response, "description") == filled["description"]
    assert page(response).title.get_text().startswith("Ada kesalahan:")  # type: ignore[union-attr]  # it is there
    client.cookies["django_language"] = "en"
    assert mistakes(client.post(reverse("reports:what"), filled)) == [in_english]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkasnya kosong. Ambil foto lagi."),
        (b"bukan foto", "Berkas ini bukan foto. Kirim gambar JPEG, PNG, atau WebP."),
        (
            b"GIF89a<script>alert(1)</script>",
            "Berkas ini bukan foto. Kirim gambar JPEG, PNG, atau WebP.",
        ),
        (jpeg()[:300], "Foto yang sampai rusak. Kirim sekali lagi."),
        (
            pictures.bomb(30_000, 30_000),
            "Foto lebih dari 40 megapiksel. Kirim yang lebih kecil.",
        ),
    ],
    ids=["empty", "text", "polyglot", "cut", "bomb"],
)
def test_a_bad_photo_does_not_cost_the_good_one(
    client: Client, content: bytes, sentence: str
) -> None:
    client.post(reverse("reports:photo"), {"photo": upload(jpeg())})
    response = client.post(reverse("reports:photo"), {"photo": upload(content)})
    assert response.status_code == 422
    assert mistakes(response) == [sentence]
    assert len(page(response).select(".thumb img")) == 1
    assert StoredFile.objects.count() == 1


def test_five_photos_keep_four(client: Client) -> None:
    colours = ("red", "green", "blue", "white", "black")
    sent = [upload(jpeg(colour)) for colour in colours]
    response = client.post(reverse("reports:photo"), {"photo_gallery": sent})
    assert mistakes(response) == [
        "Paling banyak empat foto. Hapus satu dulu; yang lain tetap tersimpan."
    ]
    assert len(page(response).select(".thumb img")) == 4


def test_a_photo_can_be_taken_away(client: Client) -> None:
    client.post(reverse("reports:photo"), {"photo": upload(jpeg())})
    shown = page(client.get(reverse("reports:photo")))
    button = shown.select_one("button[name=photo_remove]")
    assert isinstance(button, Tag)
    response = client.post(reverse("reports:photo"), {"photo_remove": str(button["value"])})
    assert page(response).select(".thumb") == []


def test_hostile_words_come_back_as_words(client: Client, hostile_text: str) -> None:
    typed = hostile_text.encode(errors="replace").decode()  # a browser sends no lone surrogates
    walk(client, description=f"Lubang {typed}"[:4000], name=typed[:90])
    response = client.get("/lapor/periksa")
    assert response.status_code == 200
    assert page(response).select("script:not([src])") == []
    sent = client.post("/lapor/periksa")
    assert sent.status_code == 302
    report = Report.objects.get()
    assert "\x00" not in report.description


def test_numbers_of_persons_are_covered_in_the_preview(client: Client) -> None:
    walk(client, description="NIK saya 9971014107900001, kata Pak Contoh")
    shown = page(client.get("/lapor/periksa"))
    quote = shown.select_one("blockquote")
    assert quote is not None
    assert quote.get_text(strip=True) == "NIK saya ▇▇, kata Pak Contoh"
    assert "9971014107900001" not in str(shown.select_one("main"))


def test_the_draft_is_sealed_and_can_be_thrown_away(client: Client) -> None:
    walk(client, phone="0800 0000 0001")
    with connection.cursor() as cursor:
        cursor.execute("select answers from reports_webdraft")
        ((sealed,),) = cursor.fetchall()
    assert sealed.startswith("k")
    assert "0800" not in sealed
    assert client.post(reverse("reports:discard")).status_code == 302
    assert WebDraft.objects.count() == 0


def test_the_fourth_report_in_a_row_is_told_when_and_keeps_its_words(client: Client) -> None:
    for _ in range(3):
        walk(client)
        client.post("/lapor/periksa")
    walk(client, description="Yang keempat, di belakang pura")
    response = client.post("/lapor/periksa")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "Yang keempat" in client.get("/lapor/periksa").content.decode()


def test_somebody_elses_cookie_is_nobodys_draft(client: Client, made: Player) -> None:
    walk(client)
    stranger = Client()
    stranger.cookies["draf"] = "x" * 22
    assert value_of(stranger.get(reverse("reports:place")), "landmark") == ""


def test_changing_an_answer_leads_back_to_the_check(client: Client) -> None:
    walk(client)
    shown = page(client.get("/lapor/lokasi?kembali=periksa"))
    back = shown.select_one("input[name=back_to]")
    assert isinstance(back, Tag)
    response = client.post("/lapor/lokasi", {**PLACE, "back_to": str(back["value"])})
    assert response["Location"] == "/lapor/periksa"


def test_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    response = client.get(reverse("reports:what"))
    heading = page(response).select_one("h1")
    assert heading is not None
    assert heading.get_text(strip=True) == "What is the matter?"
    assert "Illegal dumping" in response.content.decode()


def test_the_hamlet_can_be_named_on_the_last_page(
    client: Client, wayans_banjar: str, wayan: Player
) -> None:
    walk(client)
    shown = page(client.get("/lapor/periksa"))
    assert [option["value"] for option in shown.select("select[name=hamlet] option")] == [
        "",
        wayans_banjar,
    ]
    client.post("/lapor/periksa", {"hamlet": wayans_banjar})
    case = Report.objects.select_related("case").get().case
    assert (case.area_code, case.holder_role) == (wayans_banjar, "reports.hamlet_head")


def test_a_hamlet_of_another_village_is_not_taken(client: Client, wayans_banjar: str) -> None:
    client.post(reverse("reports:place"), {"area_code": "51.71.01.1004", "landmark": "Jl. Contoh"})
    client.post(reverse("reports:what"), WHAT)
    response = client.post("/lapor/periksa", {"hamlet": wayans_banjar})
    assert mistakes(response) == ["Banjar ini ada di desa lain. Pilih lagi."]
    assert Report.objects.count() == 0


def test_the_author_strikes_out_words_and_sees_what_is_left(client: Client) -> None:
    walk(client, description="Got mampet di rumah Pak Contoh, dekat warung Rahasia")
    shown = page(client.get("/lapor/periksa"))
    assert [box["value"] for box in shown.select('input[name="cover"]')] == ["Pak Contoh"]

    answer = client.post(
        "/lapor/periksa", {"preview": "1", "cover": "Pak Contoh", "struck": "warung rahasia"}
    )
    assert answer.status_code == 200
    again = page(answer)
    quote = again.select_one("blockquote")
    assert quote is not None
    assert quote.get_text(strip=True) == "Got mampet di rumah ▇▇, dekat ▇▇"
    assert again.select('input[name="cover"]') == []
    assert Report.objects.count() == 0

    struck = again.select_one('textarea[name="struck"]')
    assert struck is not None
    client.post("/lapor/periksa", {"struck": struck.get_text()})
    report = Report.objects.get()
    assert report.description == report.description_public == "Got mampet di rumah ▇▇, dekat ▇▇"
