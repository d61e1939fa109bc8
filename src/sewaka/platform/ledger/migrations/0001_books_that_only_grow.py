"""Tables, walls and functions of the ledger. Django only reads them: its models are not managed."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"
# Without a number: what later migrations read too, as it is today.
PARTS = (
    "0001_tables", "posting", "0001_walls", "0001_accounts", "0001_holds", "0001_periods", "proof",
    "0001_rights",
)
UNDO = """
DROP TABLE ledger_period_balance, ledger_period, ledger_hold, ledger_entry, ledger_journal,
  ledger_balance, ledger_account, ledger_book CASCADE;
DROP FUNCTION ledger_refuse, ledger_hold_wall, ledger_entry_guard, ledger_journal_guard,
  ledger_open_book, ledger_open_account, ledger_set_status, ledger_digest, ledger_post,
  ledger_post_batch, ledger_reverse, ledger_lowers, ledger_hold, ledger_end_hold,
  ledger_trial_balance, ledger_trial_digest, ledger_close_period, ledger_verify CASCADE;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(
            sql="".join((SQL / f"{part}.sql").read_text(encoding="utf-8") for part in PARTS),
            reverse_sql=UNDO,
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.TextField()),
                ('name', models.TextField()),
                ('kind', models.TextField(choices=[('ASSET', 'asset'), ('LIABILITY', 'liability'), ('EQUITY', 'equity'), ('INCOME', 'income'), ('EXPENSE', 'expense')])),
                ('party_id', models.UUIDField(null=True)),
                ('tracked', models.BooleanField()),
                ('floor_side', models.SmallIntegerField(choices=[(0, 'none'), (-1, 'no debit balance'), (1, 'no credit balance')])),
                ('status', models.TextField(choices=[('OPEN', 'open for postings'), ('FROZEN', 'frozen'), ('CLOSED', 'closed')])),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'account',
                'db_table': 'ledger_account',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.TextField(unique=True)),
                ('name', models.TextField()),
                ('unit', models.TextField(choices=[('IDR', 'rupiah'), ('POINT', 'points')])),
                ('closed_through', models.DateField()),
            ],
            options={
                'verbose_name': 'book',
                'db_table': 'ledger_book',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('journal_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.SmallIntegerField()),
                ('book_date', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('account_seq', models.BigIntegerField(null=True)),
                ('balance_after', models.BigIntegerField(null=True)),
            ],
            options={
                'verbose_name': 'ledger entry',
                'db_table': 'ledger_entry',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('amount', models.BigIntegerField()),
                ('state', models.TextField(choices=[('PENDING', 'pending'), ('SETTLED', 'paid out'), ('RELEASED', 'released'), ('EXPIRED', 'expired')])),
                ('expires_at', models.DateTimeField()),
                ('settled_amount', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'hold',
                'db_table': 'ledger_hold',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Journal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.TextField()),
                ('book_date', models.DateField()),
                ('occurred_at', models.DateTimeField()),
                ('posted_at', models.DateTimeField()),
                ('entry_count', models.SmallIntegerField()),
                ('digest', models.BinaryField()),
                ('actor_id', models.UUIDField(null=True)),
                ('source_kind', models.TextField()),
                ('source_id', models.UUIDField()),
                ('pair_id', models.UUIDField(null=True)),
                ('memo', models.TextField()),
            ],
            options={
                'verbose_name': 'journal',
                'db_table': 'ledger_journal',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('pk', models.CompositePrimaryKey('book_id', 'period_end', blank=True, editable=False, primary_key=True, serialize=False)),
                ('period_end', models.DateField()),
                ('closed_at', models.DateTimeField()),
                ('closed_by', models.UUIDField(null=True)),
                ('trial_balance_sha256', models.BinaryField()),
            ],
            options={
                'verbose_name': 'closed period',
                'db_table': 'ledger_period',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='PeriodBalance',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'period_end', blank=True, editable=False, primary_key=True, serialize=False)),
                ('period_end', models.DateField()),
                ('debit', models.BigIntegerField()),
                ('credit', models.BigIntegerField()),
                ('closing', models.BigIntegerField()),
                ('entries', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'balance of a closed period',
                'db_table': 'ledger_period_balance',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, serialize=False, to='ledger.account')),
                ('floor_side', models.SmallIntegerField()),
                ('signed_amount', models.BigIntegerField()),
                ('entry_count', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'balance',
                'db_table': 'ledger_balance',
                'managed': False,
            },
        ),
    ]
