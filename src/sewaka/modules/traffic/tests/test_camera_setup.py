"""A camera is set up over a still: kept as versions, tried beside a person, taken into use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from bs4 import BeautifulSoup
from django.core import signing

pytest.importorskip("cv2", reason="OpenCV is an extra: make .venv/.traffic-camera")

from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import cameras
from sewaka.modules.traffic.actions.cameras import (
    keep_setup,
    keep_trial,
    take_into_use,
)
from sewaka.modules.traffic.counting import drawn, frames, trying
from sewaka.modules.traffic.counting.profile import Frame
from sewaka.modules.traffic.counting.rendering import Renderer
from sewaka.modules.traffic.counting.site import Site
from sewaka.modules.traffic.models import CameraSetup, Detector
from sewaka.modules.traffic.models.cameras import in_use
from sewaka.modules.traffic.rules.cameras import Compared
from sewaka.modules.traffic.tests.desk_scenes import measured
from tests.cast import NOW, Cast, Player

CODE = "J09-utara"
PAGE = f"/kerja/ruang-kendali/kamera/{CODE}"
LANE = {"detector": "A_0", "left_m": 0.0, "right_m": 3.25}
GIVEN: dict[str, Any] = {
    "width_m": 6.5, "length_m": 12.0, "corners": [[142, 352], [498, 352], [407, 80], [233, 80]],
    "lanes": [LANE], "lower_m": 2.0, "upper_m": 6.5,
}  # fmt: skip
FORM = {
    "width": "6.5", "length": "12", "lower": "2", "upper": "6.5", "near_left_x": "142",
    "near_left_y": "352", "near_right_x": "498", "near_right_y": "352", "far_right_x": "407",
    "far_right_y": "80", "far_left_x": "233", "far_left_y": "80", "detector_1": "A_0",
    "left_1": "0", "right_1": "3.25",
}  # fmt: skip


@pytest.fixture
def camera(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """One over a junction with one detector."""
    measured(cast)
    place = tmp_path / "cameras.toml"
    place.write_text(f'[{CODE}]\njunction = "J09"\naddress = "drawn:1"\n', encoding="utf-8")
    monkeypatch.setenv("TRAFFIC_CAMERAS", str(place))


@pytest.mark.usefixtures("camera")
def test_a_version_is_kept_tried_and_taken_into_use(surya: Player) -> None:
    made = keep_setup(camera=CODE, given=GIVEN, actor=surya.actor, now=NOW)
    keep_trial(
        camera=CODE, number=1, counted={"A_0": 38}, tapped={"A_0": 40}, actor=surya.actor, now=NOW
    )
    take_into_use(camera=CODE, number=1, actor=surya.actor, now=NOW)
    made.refresh_from_db()
    assert made.trial == Compared(38, 40)
    assert in_use() == {CODE: made}
    assert Detector.objects.get().calibrated_at == NOW
    told = EventRow.objects.get(name="traffic.camera_taken_into_use").data
    assert (told["camera"], told["setup"], told["counted"], told["tapped"]) == (CODE, 1, 38, 40)
    keep_setup(camera=CODE, given=GIVEN, actor=surya.actor, now=NOW)
    assert in_use()[CODE].number == 1
    assert CameraSetup.objects.count() == 2


@pytest.mark.usefixtures("camera")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"upper_m": 2.5}, "traffic.camera.apart"),
        ({"lower_m": 40.0, "upper_m": 44.0, "lanes": [LANE | {"right_m": 29.0}]},
         "traffic.camera.outside"),
        ({"lanes": []}, "traffic.camera.no_lane"),
        ({"lanes": [LANE | {"detector": "B_0"}]}, "traffic.camera.detector"),
        ({"lanes": [LANE, LANE | {"left_m": 3.25, "right_m": 6.5}]}, "traffic.camera.detector"),
        ({"corners": [[142, 352], [407, 80], [498, 352], [233, 80]]}, "traffic.camera.order"),
        ({"length_m": None}, "traffic.camera.along"),
    ],
)  # fmt: skip
def test_what_can_not_count_is_refused(surya: Player, change: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        keep_setup(camera=CODE, given=GIVEN | change, actor=surya.actor, now=NOW)
    assert refused.value.code == code
    assert not CameraSetup.objects.exists()


@pytest.mark.usefixtures("camera")
def test_only_who_mends_detectors_sets_cameras_up(made: Player, surya: Player) -> None:
    with pytest.raises(NotFound):
        keep_setup(camera=CODE, given=GIVEN, actor=made.actor, now=NOW)
    with pytest.raises(NotFound):
        keep_setup(camera="J99", given=GIVEN, actor=surya.actor, now=NOW)


@pytest.mark.usefixtures("camera")
def test_by_numbers_alone(surya: Player) -> None:
    page = BeautifulSoup(surya.client.get(PAGE).content, "html.parser")
    assert len(page.select("[data-grip]")) == 4 + 2 + 2  # corners, edges of the lane, lines
    shown = surya.client.post(PAGE, FORM | {"show": "1"})
    assert shown.status_code == 200
    assert "8,0 m" in shown.content.decode()  # as high as it was drawn from
    narrow = surya.client.post(PAGE, FORM | {"upper": "3", "show": "1"}).content.decode()
    assert "Kedua garis berjarak 3 sampai 6 m" in narrow
    part = surya.client.post(PAGE, FORM, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "data-to-road" in part
    refused = surya.client.post(PAGE, FORM | {"upper": "3", "keep": "1"})
    assert refused.status_code == 422
    kept = surya.client.post(PAGE, FORM | {"keep": "1"})
    assert kept.headers["Location"] == f"{PAGE}/1"
    assert CameraSetup.objects.get().given["lanes"] == [LANE]
    assert "Belum ada yang mengujinya." in surya.client.get(f"{PAGE}/1").content.decode()
    again = surya.client.get(PAGE).content.decode()
    assert 'value="142' in again


@pytest.mark.usefixtures("camera")
def test_the_still_is_kept_by_nobody(surya: Player) -> None:
    answer = surya.client.get(f"{PAGE}/gambar.jpg")
    assert answer.content.startswith(b"\xff\xd8")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.usefixtures("camera")
def test_a_trial_by_the_page(surya: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera's count is the server's word; the taps are the technician's."""
    surya.client.post(PAGE, FORM | {"keep": "1"})
    first = trying.Moment(0.0, is_blind=True, upper=(0.0,), lower=(0.0,), counts=(0,))
    moments = [first, replace(first, passed_s=120.0, is_blind=False, counts=(21,))]
    monkeypatch.setattr(trying, "tried", lambda *_found, **_asked: iter(moments))
    answer: Any = surya.client.get(f"{PAGE}/1/hitung")
    lines = [orjson.loads(one) for one in b"".join(answer.streaming_content).splitlines()]
    assert [one["counts"] for one in lines] == [[0], [21]]
    form = {"result": lines[-1]["result"], "tapped_1": "20"}
    surya.client.post(f"{PAGE}/1/uji", form | {"result": form["result"] + "x"})
    assert CameraSetup.objects.get().trial is None
    surya.client.post(f"{PAGE}/1/uji", form | {"tapped_1": "-1"})
    assert CameraSetup.objects.get().trial is None
    surya.client.post(f"{PAGE}/1/uji", form)
    assert CameraSetup.objects.get().trial == Compared(21, 20)
    page = surya.client.get(f"{PAGE}/1").content.decode()
    assert "21 dihitung, 20 dilihat: meleset 5" in page


@pytest.mark.usefixtures("camera")
def test_the_count_of_another_version_is_not_taken(surya: Player) -> None:
    surya.client.post(PAGE, FORM | {"keep": "1"})
    result = signing.dumps({"id": "another", "counted": {"A_0": 3}}, salt="traffic.camera.trial")
    surya.client.post(f"{PAGE}/1/uji", {"result": result, "tapped_1": "3"})
    assert CameraSetup.objects.get().trial is None


def test_a_trial_counts_who_is_drawn() -> None:
    """Five seconds of the demo's road: those who have crossed the near line, each once."""
    lanes = [{"detector": f"D{n}", "left_m": left, "right_m": right}
             for n, (left, right) in enumerate(drawn.LANES)]  # fmt: skip
    site = Site.of({"junction": "J09", "size": [640, 360], **GIVEN, "lanes": lanes})
    begin_s = 1_000_000.0

    def pictures() -> Iterator[tuple[float, Frame]]:
        renderer = Renderer(lens=drawn.LENS, lanes=drawn.LANES, is_night=False, noise=4.0, seed=1)
        for n in range(125):
            now_s = begin_s + n / 10
            there = [] if n < 65 else drawn.on_the_road(now_s=now_s, seed=3)
            yield now_s, renderer.draw(there)

    found = list(trying.tried(site, pictures(), lasts_s=5.0))
    assert found[0].passed_s == 0.0
    assert found[0].is_blind
    assert found[-1].passed_s == 5.0
    gone = {
        one.number
        for n in range(66, 112)
        for one in drawn.on_the_road(now_s=begin_s + n / 10, seed=3)
        if -8.0 < one.y + one.length_m < 1.0
    }
    assert sum(found[-1].counts) == pytest.approx(len(gone), abs=2)
    assert len(gone) >= 2
    assert max(max(one.lower) for one in found) > 0.2


def test_a_camera_that_shows_nothing_ends_blind() -> None:
    site = Site.of({"junction": "J09", "size": [640, 360], **GIVEN})
    none = ((float(n), None) for n in range(1000))
    last = list(trying.tried(site, none, lasts_s=8.0))[-1]
    assert last.is_blind
    assert last.passed_s == 0.0
    with pytest.raises(frames.NoFrames):
        frames.still("tidak-ada.mp4", size=cameras.SIZE)


def test_the_file_of_cameras(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "cameras.toml"
    monkeypatch.setenv("TRAFFIC_CAMERAS", str(place))
    for text in (None, "[J09", '[J09]\njunction = "J09"\n'):
        if text is not None:
            place.write_text(text, encoding="utf-8")
        with pytest.raises(DomainError, match=r"traffic\.camera\.list"):
            cameras.cameras()
