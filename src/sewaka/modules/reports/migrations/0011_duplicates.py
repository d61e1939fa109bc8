"""How near and how recent a duplicate is, by category; what was shown as one, and what was said."""

import django.contrib.postgres.fields
import django.db.models.deletion
import sewaka.kernel.ids
from django.db import migrations, models

# What `seed/categories.csv` gives a new city; rows that a city has already get it here.
START = """
UPDATE reports_category SET duplicate_radius_m = start.radius
FROM (VALUES ('104', 30), ('101', 50), ('201', 75), ('103', 100)) AS start (code, radius)
WHERE service_code = start.code;
UPDATE reports_category SET siblings = ARRAY[start.sibling]
FROM (VALUES ('101', '102'), ('102', '101'), ('103', '105'), ('105', '103'), ('104', '106'),
  ('106', '104'), ('201', '203'), ('203', '201')) AS start (code, sibling)
WHERE service_code = start.code;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_open_by_due'),
        ('reports', '0010_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='DuplicateHint',
            fields=[
                ('id', models.UUIDField(default=sewaka.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('draft_id', models.UUIDField(editable=False, null=True)),
                ('score', models.FloatField()),
                ('distance', models.FloatField(null=True)),
                ('time', models.FloatField()),
                ('text', models.FloatField(null=True)),
                ('photo', models.FloatField(null=True)),
                ('distance_m', models.FloatField()),
                ('shown_to', models.CharField(choices=[('citizen', 'citizen'), ('officer', 'officer')], max_length=8)),
                ('choice', models.CharField(choices=[('same', 'the same'), ('different', 'another one'), ('ignored', 'not answered')], max_length=10)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'hint of a duplicate',
            },
        ),
        migrations.AddField(
            model_name='category',
            name='duplicate_days',
            field=models.PositiveSmallIntegerField(default=14),
        ),
        migrations.AddField(
            model_name='category',
            name='duplicate_radius_m',
            field=models.PositiveSmallIntegerField(default=250),
        ),
        migrations.AddField(
            model_name='category',
            name='siblings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('duplicate_radius_m__gte', 1), ('duplicate_radius_m__lte', 1000), ('duplicate_days__gte', 1), ('duplicate_days__lte', 365)), name='reports_category_duplicates'),
        ),
        migrations.AddField(
            model_name='duplicatehint',
            name='candidate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='duplicatehint',
            name='case',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='duplicatehint',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), ('draft_id__isnull', False), _connector='OR'), name='reports_hint_of_something'),
        ),
        migrations.AddConstraint(
            model_name='duplicatehint',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='reports_hint_score'),
        ),
        migrations.AddConstraint(
            model_name='duplicatehint',
            constraint=models.UniqueConstraint(condition=models.Q(('case__isnull', False)), fields=('case', 'candidate', 'shown_to'), name='reports_hint_once'),
        ),
        migrations.RunSQL(START, migrations.RunSQL.noop),
    ]
