from django.db import migrations
from django.db.models import F


def seal(apps, schema_editor):
    """What was kept in the clear beside its covered text goes under the author's key."""
    Report = apps.get_model("reports", "Report")
    Moderation = apps.get_model("reports", "Moderation")
    kept = Report.objects.exclude(description=F("description_public")).select_related("case")
    for report in kept.iterator(chunk_size=500):
        row = Moderation(
            report=report,
            field="description",
            subject_id=report.case.applicant_id or report.pk,
            replacement=report.description_public,
            reason="scan",
            at=report.sent_at,
        )
        row.original = report.description
        row.save(force_insert=True)
        Report.objects.filter(pk=report.pk).update(description=report.description_public)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0008_privacy'),
        ('cases', '0007_excluded_units'),
    ]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
