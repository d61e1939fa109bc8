"""What is open now, by level and by pair, read from indexes alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0027_ready_sums'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level__in', ('city', 'village', 'category', 'agency', 'channel')), ('open__gt', 0)), fields=['level'], include=('day', 'area', 'category', 'agency', 'channel', 'is_private', 'open', 'overdue'), name='reports_open_by_level'),
        ),
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level', 'pair'), ('open__gt', 0)), fields=['area'], include=('category', 'agency', 'channel', 'is_private', 'open', 'overdue'), name='reports_open_pair_area'),
        ),
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level', 'pair'), ('open__gt', 0)), fields=['category'], include=('area', 'agency', 'channel', 'is_private', 'open', 'overdue'), name='reports_open_pair_category'),
        ),
        migrations.AddIndex(
            model_name='reportdaily',
            index=models.Index(condition=models.Q(('level', 'pair'), ('open__gt', 0)), fields=['agency'], include=('area', 'category', 'channel', 'is_private', 'open', 'overdue'), name='reports_open_pair_agency'),
        ),
    ]
