"""What a page reads of a bank, whom to weigh again, and the number of a bank."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from sewaka.kernel.append_only import guard


class Migration(migrations.Migration):

    dependencies = [
        ('waste_banks', '0015_phone_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='BankFigures',
            fields=[
                ('bank', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='figures', serialize=False, to='waste_banks.wastebank')),
                ('counted_at', models.DateTimeField()),
                ('net_g', models.PositiveBigIntegerField()),
                ('gross_idr', models.PositiveBigIntegerField()),
                ('deposits', models.PositiveBigIntegerField()),
                ('customers', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'figures of a bank',
            },
        ),
        migrations.CreateModel(
            name='ReweighDraw',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='reweigh_draw', serialize=False, to='waste_banks.weighingsession')),
                ('head', models.CharField(max_length=64)),
                ('of', models.PositiveIntegerField()),
                ('deposits', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('drawn_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'draw of deposits to weigh again',
            },
        ),
        migrations.AddField(
            model_name='wastebank',
            name='phone',
            field=models.CharField(blank=True, max_length=20),
        ),
        *guard('waste_banks_reweighdraw'),
    ]
