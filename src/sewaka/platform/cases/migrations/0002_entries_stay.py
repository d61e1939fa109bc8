"""Entries of the timeline are written once: the database refuses every change."""

from django.db import migrations

from sewaka.kernel.append_only import guard


class Migration(migrations.Migration):
    """Triggers on the timeline."""

    dependencies = [("cases", "0001_initial")]
    operations = [*guard("cases_caseentry")]
