"""Sums by any two of village, category, agency and channel, and by hamlet, made from the cells."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AXES = ("area", "category", "agency", "channel")
KEYS = {"id", "day", "level", "is_private", *AXES}
HISTOGRAMS = ("answer_time", "done_time", "received_hours")


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add the cells of each day up, day by day."""
    daily: Any = apps.get_model("reports", "ReportDaily")
    cells = daily.objects.filter(level="cell")
    for day in cells.order_by("day").values_list("day", flat=True).distinct():
        daily.objects.bulk_create(sums_of(daily, day, cells.filter(day=day)), batch_size=1_000)


def keys_of(cell: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Level and codes of the rows to which a cell belongs; `*` stands where a row is not split."""
    yield "hamlet", (cell.area, "*", "*", "*")
    village = ".".join(cell.area.split(".")[:4])
    whole = (village, cell.category, cell.agency, cell.channel)
    for kept in combinations(range(4), 2):
        yield "pair", tuple(part if at in kept else "*" for at, part in enumerate(whole))


def sums_of(daily: Any, day: date, cells: Any) -> Iterator[Any]:
    """The new rows of one day."""
    names = [one.attname for one in daily._meta.fields if one.attname not in {*KEYS, *HISTOGRAMS}]
    rows: dict[Any, Any] = {}
    for cell in cells:
        for level, key in keys_of(cell):
            row = rows.get((level, key, cell.is_private))
            if row is None:
                split = dict(zip(AXES, key, strict=True))
                row = daily(day=day, level=level, is_private=cell.is_private, **split)
                rows[level, key, cell.is_private] = row
            for name in names:
                setattr(row, name, getattr(row, name) + getattr(cell, name))
            for name in HISTOGRAMS:
                setattr(row, name, added(getattr(row, name), getattr(cell, name)))
    yield from rows.values()


def added(one: list[int] | None, other: list[int] | None) -> list[int] | None:
    """Two histograms, place by place; either may not be there."""
    if one is None or other is None:
        return one or other
    return [sum(pair) for pair in zip(one, other, strict=True)]


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0026_photos_awaited'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='reportdaily',
            name='level',
            field=models.CharField(choices=[('cell', 'everything'), ('pair', 'two of them'), ('city', 'the whole city'), ('hamlet', 'hamlet'), ('village', 'village'), ('category', 'category'), ('agency', 'agency'), ('channel', 'channel')], db_collation='C', max_length=8),
        ),
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level', 'hamlet')), fields=['area', 'day'], name='reports_daily_hamlet'),
        ),
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level', 'pair')), fields=['area', 'day'], name='reports_daily_pair_area'),
        ),
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level', 'pair')), fields=['category', 'day'], name='reports_daily_pair_category'),
        ),
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level', 'pair')), fields=['agency', 'day'], name='reports_daily_pair_agency'),
        ),
    ]
