"""Each working day the mayor hears how long the list is, once, and never of an empty one."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sewaka.kernel.access import ANONYMOUS
from sewaka.modules.reports.actions.mayors_morning import tell_mayor
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.ticking import notice_promises, skip_late_offices
from sewaka.modules.reports.models import listed
from sewaka.modules.reports.tests.conftest import RUBBISH, Way
from sewaka.modules.reports.tests.test_promises_noticed import answered
from sewaka.platform.notify.models import Notice
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")


def at(day: int, hour: int) -> datetime:
    """An instant of November 2026; NOW is Monday the 23rd."""
    return datetime(2026, 11, day, hour, tzinfo=WITA)


def texts(player: Player) -> list[tuple[str, str]]:
    """Title and words of what somebody was told of the list."""
    from sewaka.platform.notify import texts as words

    found = Notice.objects.filter(person=player.person, template__code="reports.mayors_morning")
    read = [words.read(one.template, facts=one.facts) for one in found.order_by("created_at")]
    return [(one.subject, one.body) for one in read]


def test_an_empty_list_is_no_news(rubbish: Way, mayor: Player) -> None:
    with nothing_written():
        assert tell_mayor(now=at(24, 8)) == 0


def test_on_a_working_day_once_with_count_and_oldest(
    rubbish: Way, mayor: Player, wayan: Player
) -> None:
    again = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(device=b"k" * 32))
    answered(Way(sent=again), wayan)
    skip_late_offices(now=at(30, 7))
    notice_promises(now=at(30, 7))
    assert listed.length() == listed.Length(2, datetime(2026, 11, 24, 14, 5, tzinfo=WITA))
    assert [tell_mayor(now=at(30, 8) + timedelta(minutes=n)) for n in (0, 10, 20)] == [1, 0, 0]
    ((title, body),) = texts(mayor)
    assert title == "Daftar Anda pagi ini: 2 laporan"
    assert "Yang paling lama ada di daftar sejak Sel, 24 Nov 2026." in body
    assert tell_mayor(now=at(30, 8) + timedelta(days=1)) == 1
    (notice,) = Notice.objects.filter(person=mayor.person, template__code__endswith="morning")[:1]
    assert notice.url == "/kerja/laporan/wali-kota"


@pytest.mark.parametrize("day", [28, 29])
def test_a_weekend_is_left_alone(rubbish: Way, mayor: Player, day: int) -> None:
    skip_late_offices(now=at(27, 9))
    with nothing_written():
        assert tell_mayor(now=at(day, 8)) == 0


def test_nobody_but_the_mayor_hears_of_it(rubbish: Way, mayor: Player, dewi: Player) -> None:
    skip_late_offices(now=at(25, 9))
    assert tell_mayor(now=at(25, 9)) == 1
    assert texts(dewi) == []
