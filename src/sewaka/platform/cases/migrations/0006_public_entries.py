"""Public entries by their time, for those who ask what happened between two days."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_passed_entries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='caseentry',
            index=models.Index(condition=models.Q(('audience', 'public')), fields=['at', 'id'], name='entry_public_at'),
        ),
    ]
