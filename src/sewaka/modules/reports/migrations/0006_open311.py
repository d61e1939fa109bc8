"""Open311: keys, tokens, updates, sandbox; ready forms of the public rows; questions of a category."""

import datetime
import django.db.models.deletion
import sewaka.kernel.ids
import sewaka.kernel.keys.columns
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0001_initial'),
        ('cases', '0004_open_by_due'),
        ('reports', '0005_watch'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExternalUpdate',
            fields=[
                ('id', models.UUIDField(default=sewaka.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('update_id', models.CharField(max_length=100)),
                ('entry', models.UUIDField()),
                ('request_hash', models.BinaryField(max_length=32)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'update from a program',
            },
        ),
        migrations.CreateModel(
            name='GeoReportClient',
            fields=[
                ('id', models.UUIDField(default=sewaka.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('role', models.CharField(choices=[('citizen', 'sends reports; comments on and opens again its own'), ('agency', "moves reports like the agency's own officers")], max_length=8)),
                ('key_hash', models.BinaryField(max_length=32, unique=True)),
                ('hourly_quota', models.PositiveIntegerField(default=600)),
                ('is_active', models.BooleanField(default=True)),
                ('answers_by_token', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'program with an Open311 key',
            },
        ),
        migrations.CreateModel(
            name='GeoReportToken',
            fields=[
                ('id', models.UUIDField(default=sewaka.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('number', models.CharField(blank=True, db_collation='C', max_length=16)),
                ('stage', models.CharField(choices=[('queued', 'queued'), ('ready', 'ready'), ('failed', 'failed')], default='queued', max_length=8)),
                ('draft', sewaka.kernel.keys.columns.EncryptedTextField(key_class='identity', null=True, subject='id')),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'Open311 token',
            },
        ),
        migrations.CreateModel(
            name='SandboxReport',
            fields=[
                ('number', models.CharField(db_collation='C', max_length=16)),
                ('requested_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('status_updated_at', models.DateTimeField()),
                ('expected_at', models.DateTimeField(null=True)),
                ('is_open', models.BooleanField()),
                ('state', models.CharField(max_length=40)),
                ('service_code', models.CharField(db_collation='C', max_length=16)),
                ('village_code', models.CharField(blank=True, db_collation='C', max_length=32)),
                ('agency_code', models.CharField(blank=True, db_collation='C', max_length=32)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('fragment', models.TextField()),
                ('geo_json', models.TextField()),
                ('geo_xml', models.TextField()),
                ('id', models.UUIDField(default=sewaka.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'sandbox request',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SandboxUpdate',
            fields=[
                ('id', models.UUIDField(default=sewaka.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('update_id', models.CharField(max_length=100)),
                ('status', models.CharField(max_length=40)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'sandbox update',
            },
        ),
        migrations.RemoveConstraint(
            model_name='publicreport',
            name='reports_public_position',
        ),
        migrations.AddField(
            model_name='category',
            name='changed_at',
            field=models.DateTimeField(default=datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), editable=False),
        ),
        migrations.AddField(
            model_name='category',
            name='form',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='publicreport',
            name='geo_json',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publicreport',
            name='geo_xml',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publicreport',
            name='status_updated_at',
            field=models.DateTimeField(default=datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='report',
            name='address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='report',
            name='answers',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='report',
            name='public_note',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='publicreport',
            name='village_code',
            field=models.CharField(blank=True, db_collation='C', max_length=32),
        ),
        migrations.AddIndex(
            model_name='publicreport',
            index=models.Index(fields=['status_updated_at', 'case'], name='reports_public_status'),
        ),
        migrations.AddConstraint(
            model_name='publicreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lat__isnull', True), ('lon__isnull', True)), models.Q(('lat__gte', -90), ('lat__isnull', False), ('lat__lte', 90), ('lon__gte', -180), ('lon__isnull', False), ('lon__lte', 180)), _connector='OR'), name='reports_public_position'),
        ),
        migrations.AddField(
            model_name='georeportclient',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='externalupdate',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.georeportclient'),
        ),
        migrations.AddField(
            model_name='report',
            name='client',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.georeportclient'),
        ),
        migrations.AddField(
            model_name='georeporttoken',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.georeportclient'),
        ),
        migrations.AddIndex(
            model_name='sandboxreport',
            index=models.Index(fields=['-requested_at', '-id'], name='reports_sandbox_newest'),
        ),
        migrations.AddConstraint(
            model_name='sandboxreport',
            constraint=models.UniqueConstraint(fields=('number',), name='reports_sandbox_number'),
        ),
        migrations.AddField(
            model_name='sandboxupdate',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.georeportclient'),
        ),
        migrations.AddField(
            model_name='sandboxupdate',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='reports.sandboxreport'),
        ),
        migrations.AddConstraint(
            model_name='georeportclient',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['citizen', 'agency'])), name='reports_client_role'),
        ),
        migrations.AddConstraint(
            model_name='georeportclient',
            constraint=models.CheckConstraint(condition=models.Q(('agency', None), ('role', 'agency'), _connector='OR'), name='reports_client_agency'),
        ),
        migrations.AddConstraint(
            model_name='externalupdate',
            constraint=models.UniqueConstraint(fields=('client', 'update_id'), name='reports_update_once'),
        ),
        migrations.AddIndex(
            model_name='georeporttoken',
            index=models.Index(condition=models.Q(('stage', 'queued')), fields=['created_at'], name='reports_token_queued'),
        ),
        migrations.AddConstraint(
            model_name='georeporttoken',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'ready'), models.Q(('number', ''), _negated=True)), models.Q(models.Q(('stage', 'ready'), _negated=True), ('number', '')), _connector='OR'), name='reports_token_number_iff_ready'),
        ),
        migrations.AddConstraint(
            model_name='georeporttoken',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='reports_token_ends'),
        ),
        migrations.AddConstraint(
            model_name='sandboxupdate',
            constraint=models.UniqueConstraint(fields=('client', 'update_id'), name='reports_sandbox_update_once'),
        ),
    ]
