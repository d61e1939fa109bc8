"""Ready-made answers of the city."""

from __future__ import annotations

import django.db.models.deletion
import sewaka.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0019_asked_of_others'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.UUIDField(default=sewaka.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('accepted', 'accepted'), ('in_progress', 'in_progress'), ('awaiting_validation', 'awaiting_validation'), ('rejected', 'rejected'), ('not_responsible', 'not_responsible')], db_collation='C', max_length=40)),
                ('text', models.TextField()),
                ('is_offered', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.category')),
            ],
            options={
                'verbose_name': 'ready-made answer',
                'ordering': ['state', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('state', 'category', 'name'), name='reports_template_name', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('state__in', ('accepted', 'in_progress', 'awaiting_validation', 'rejected', 'not_responsible'))), name='reports_template_state')],
            },
        ),
    ]
