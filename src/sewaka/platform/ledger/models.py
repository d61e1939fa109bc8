"""Tables of the ledger, to be read. PostgreSQL functions alone write them (`sql/`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a book counts, in whole units."""

    RUPIAH = "IDR", _("rupiah")
    POINT = "POINT", _("points")


class Kind(models.TextChoices):
    """What an account is for. Assets and expenses grow by debit, the others by credit."""

    ASSET = "ASSET", _("asset")
    LIABILITY = "LIABILITY", _("liability")
    EQUITY = "EQUITY", _("equity")
    INCOME = "INCOME", _("income")
    EXPENSE = "EXPENSE", _("expense")

    @property
    def sign(self) -> int:
        """By which a signed amount becomes the balance that people are shown."""
        return 1 if self in (Kind.ASSET, Kind.EXPENSE) else -1


class Status(models.TextChoices):
    """Only an open account is posted to."""

    OPEN = "OPEN", _("open for postings")
    FROZEN = "FROZEN", _("frozen")
    CLOSED = "CLOSED", _("closed")


class Floor(models.IntegerChoices):
    """What a tracked account may never have."""

    NONE = 0, _("none")
    NO_DEBIT = -1, _("no debit balance")
    NO_CREDIT = 1, _("no credit balance")


class HoldState(models.TextChoices):
    """A hold ends once."""

    PENDING = "PENDING", _("pending")
    SETTLED = "SETTLED", _("paid out")
    RELEASED = "RELEASED", _("released")
    EXPIRED = "EXPIRED", _("expired")


class Book(models.Model):
    """Of one body: a waste bank, a fund, a desk of fees. Entries never cross books."""

    by_functions: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    unit = models.TextField(choices=Unit.choices)
    closed_through = models.DateField()

    class Meta:
        managed = False
        db_table = "ledger_book"
        verbose_name = _("book")

    def __str__(self) -> str:
        return self.code


class Account(models.Model):
    """Of one book. `tracked`: its balance is stored, and its entries are numbered."""

    by_functions: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey(Book, models.DO_NOTHING)
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField(choices=Kind.choices)
    party_id = models.UUIDField(null=True)
    tracked = models.BooleanField()
    floor_side = models.SmallIntegerField(choices=Floor.choices)
    status = models.TextField(choices=Status.choices)
    opened_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_account"
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.code


class Balance(models.Model):
    """Of a tracked account; debit is positive."""

    by_functions: ClassVar[bool] = True

    account = models.OneToOneField(Account, models.DO_NOTHING, primary_key=True)
    floor_side = models.SmallIntegerField()
    signed_amount = models.BigIntegerField()
    entry_count = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_balance"
        verbose_name = _("balance")

    def __str__(self) -> str:
        return f"{self.account_id}: {self.signed_amount}"


class Journal(models.Model):
    """What was posted at once, balanced, for one reason: its source."""

    by_functions: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    book = models.ForeignKey(Book, models.DO_NOTHING)
    kind = models.TextField()
    book_date = models.DateField()
    occurred_at = models.DateTimeField()
    posted_at = models.DateTimeField()
    entry_count = models.SmallIntegerField()
    digest = models.BinaryField()
    actor_id = models.UUIDField(null=True)
    source_kind = models.TextField()
    source_id = models.UUIDField()
    reverses = models.OneToOneField("self", models.DO_NOTHING, null=True, related_name="reversal")
    pair_id = models.UUIDField(null=True)
    memo = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_journal"
        verbose_name = _("journal")

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Entry(models.Model):
    """One line of a journal. Debit is positive, credit negative."""

    by_functions: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("journal_id", "line")
    journal = models.ForeignKey(Journal, models.DO_NOTHING, related_name="entries")
    line = models.SmallIntegerField()
    account = models.ForeignKey(Account, models.DO_NOTHING)
    book_date = models.DateField()
    amount = models.BigIntegerField()
    account_seq = models.BigIntegerField(null=True)
    balance_after = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_entry"
        verbose_name = _("ledger entry")

    def __str__(self) -> str:
        return f"{self.journal_id}/{self.line}"


class Hold(models.Model):
    """An amount set aside until it is settled or given back."""

    by_functions: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    book = models.ForeignKey(Book, models.DO_NOTHING)
    from_account = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    held_account = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    amount = models.BigIntegerField()
    state = models.TextField(choices=HoldState.choices)
    expires_at = models.DateTimeField()
    hold_journal = models.OneToOneField(Journal, models.DO_NOTHING, related_name="+")
    final_journal = models.OneToOneField(Journal, models.DO_NOTHING, null=True, related_name="+")
    settled_amount = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_hold"
        verbose_name = _("hold")

    def __str__(self) -> str:
        return f"{self.state} {self.amount}"


class Period(models.Model):
    """Days of a book that are closed; `trial_balance_sha256` can be published."""

    by_functions: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("book_id", "period_end")
    book = models.ForeignKey(Book, models.DO_NOTHING)
    period_end = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    trial_balance_sha256 = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_period"
        verbose_name = _("closed period")

    def __str__(self) -> str:
        return f"{self.book_id} {self.period_end}"


class PeriodBalance(models.Model):
    """What an account came to when the period was closed."""

    by_functions: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("account_id", "period_end")
    account = models.ForeignKey(Account, models.DO_NOTHING)
    period_end = models.DateField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    closing = models.BigIntegerField()
    entries = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_period_balance"
        verbose_name = _("balance of a closed period")

    def __str__(self) -> str:
        return f"{self.account_id} {self.period_end}"
