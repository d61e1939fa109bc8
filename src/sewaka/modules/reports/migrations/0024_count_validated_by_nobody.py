"""Have the reports counted again that nobody validated: their new figure begins with their past."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sewaka.kernel import clock


def mark(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The job of the figures does the rest, in its own time."""
    passed = apps.get_model("reports", "Validation").objects.filter(verdict="skipped")
    stale = apps.get_model("reports", "StaleReport")
    ids = passed.order_by().values_list("report_id", flat=True).distinct()
    now = clock.now()
    stale.objects.bulk_create(
        (stale(case_id=case_id, since=now) for case_id in ids), ignore_conflicts=True
    )


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0023_photos_by_place'),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
