"""The report: what the citizen gave, who they are, and what they say of the result."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import BlindIndexField, EncryptedTextField
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.models.setup import Category
from sewaka.modules.reports.rules.draft import Channel, Identity, ReportKind, normal_phone
from sewaka.modules.reports.rules.places import Method, Source


class Report(models.Model):
    """The details of a case of kind `report`.

    `description` and `landmark` are as the author was shown them, with what belongs to a person
    covered; what stood there before lies sealed in `Moderation`. `description_public` may be
    published once `released_at` is set.
    """

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.PROTECT, related_name="report"
    )
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in ReportKind])
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=[(c.value, c.value) for c in Channel])
    description = models.TextField(blank=True)
    description_public = models.TextField(blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)  # as a program sent it; for the office
    # {"values": {code: [value, ...]}, "extra": {...}}: answers to the category's questions
    answers = models.JSONField(default=dict, blank=True)
    # The last words of an office that everybody may read: a row of the public list shows them.
    public_note = models.TextField(blank=True)
    client = models.ForeignKey(
        "reports.GeoReportClient",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    position_source = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Source])
    accuracy_m = models.FloatField(null=True, blank=True)
    village_code = models.CharField(max_length=32, blank=True, db_collation="C")
    hamlet_code = models.CharField(max_length=32, blank=True, db_collation="C")
    territory_method = models.CharField(max_length=16, choices=[(m.value, m.value) for m in Method])
    territory_flagged = models.BooleanField(default=False)
    identity_mode = models.CharField(max_length=12, choices=[(i.value, i.value) for i in Identity])
    # The author wants their name to stand on the public page.
    is_name_public = models.BooleanField(default=False)
    # The author erased their contact: nobody can be told anything any more.
    contact_erased_at = models.DateTimeField(null=True, blank=True)
    # How open the report may become when it is released: the author's and the category's wish.
    visibility_wanted = models.CharField(max_length=8)
    secret_hash = models.BinaryField(max_length=32)
    # Blind mark of the sending device; counts towards the limits, leads to nobody.
    device_hash = models.BinaryField(max_length=32, null=True)
    sent_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    photos_expected = models.PositiveSmallIntegerField(default=0)
    # When the city looked whether the announced photos had come; the author hears of it once.
    photos_checked_at = models.DateTimeField(null=True, blank=True)
    first_response_at = models.DateTimeField(null=True, blank=True)
    # When the office that has it began: a photo of the result is taken later than that.
    began_at = models.DateTimeField(null=True, blank=True)
    scheduled_on = models.DateField(null=True, blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)  # end of the day that was named
    crew = models.CharField(max_length=120, blank=True)  # for offices only
    finished_role = models.CharField(max_length=80, blank=True)  # the desk that finished it
    validate_until = models.DateTimeField(null=True, blank=True)  # the desk that looks at it
    # Of the last round: True another office looked, False all stayed silent, None not yet.
    is_validated = models.BooleanField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    # Until when the author may answer (a question, or "is it settled?"); then the city closes it.
    author_until = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True)
    objections = models.PositiveSmallIntegerField(default=0)  # the author's, against a rejection
    returns = models.PositiveSmallIntegerField(default=0)
    reopen_round = models.PositiveSmallIntegerField(default=0)
    pauses = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)  # since when the author is asked
    paused_minutes = models.PositiveIntegerField(default=0)  # working time of earlier pauses
    reason_code = models.CharField(max_length=40, blank=True)
    external_body = models.CharField(max_length=40, blank=True)
    external_reference = models.CharField(max_length=80, blank=True)  # the other body's number
    ask_back_at = models.DateTimeField(null=True, blank=True)
    # The promised day has come, and the other body's answer was not told yet.
    ask_back_since = models.DateTimeField(null=True, blank=True)
    # The author asked that everybody may read it; a moderator has not decided yet.
    publication_asked_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=64, null=True, blank=True)  # of an imported row
    policy = models.CharField(max_length=40)
    policy_version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=5, default="id")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_external_once",
                fields=["external_id"],
                condition=Q(external_id__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="reports_by_device",
                fields=["device_hash", "-sent_at"],
                condition=Q(device_hash__isnull=False),
            ),
            models.Index(
                name="reports_photos_to_check",
                fields=["sent_at"],
                condition=Q(photos_expected__gt=0, photos_checked_at=None),
            ),
            models.Index(
                name="reports_author_until",
                fields=["author_until"],
                condition=Q(author_until__isnull=False),
            ),
            models.Index(
                name="reports_validate_until",
                fields=["validate_until"],
                condition=Q(validate_until__isnull=False),
            ),
            models.Index(
                name="reports_ask_back_since",
                fields=["ask_back_since"],
                condition=Q(ask_back_since__isnull=False),
            ),
            models.Index(
                name="reports_publication_asked",
                fields=["publication_asked_at"],
                condition=Q(publication_asked_at__isnull=False),
            ),
            models.Index(
                name="reports_ask_back_at",
                fields=["ask_back_at"],
                condition=Q(ask_back_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.landmark}".strip()


class ReportPhoto(models.Model):
    """A photo of a report. Whether the public may see it is the file's own state."""

    class Stage(models.TextChoices):
        """What it shows."""

        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="photos", db_index=False
    )
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    position = models.PositiveSmallIntegerField()
    # The how manieth of its report it is, as the phone says that sends it after the words.
    sent_as = models.PositiveSmallIntegerField(null=True)
    round = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo")
        ordering: ClassVar = ["stage", "round", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_photo_position", fields=["report", "stage", "round", "position"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.position}"


def e164(phone: str) -> str:
    """The form under which a phone number is compared."""
    return normal_phone(phone) or phone


class ReporterContact(models.Model):
    """How to reach the author. Every value is encrypted with a key that can be destroyed alone.

    `subject_id` names that key: the person's, or for authors without an account the report's own.
    """

    report = models.OneToOneField(
        Report, primary_key=True, on_delete=models.CASCADE, related_name="contact"
    )
    subject_id = models.UUIDField(editable=False, db_index=True)
    name = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    phone = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    email = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    phone_index = BlindIndexField(source="phone", normalise=e164, purpose="reports.phone")
    email_index = BlindIndexField(source="email", normalise=str.lower, purpose="reports.email")
    consented_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    erase_after = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contact of an author")
        indexes: ClassVar = [
            models.Index(name="reports_by_phone", fields=["phone_index", "-sent_at"]),
            models.Index(name="reports_by_email", fields=["email_index", "-sent_at"]),
            models.Index(name="reports_contact_erase", fields=["erase_after"]),
        ]

    def __str__(self) -> str:
        return str(self.report_id)


class Confirmation(models.Model):
    """What the author says of a result, or somebody who has the same problem: once per round.

    `person` and `device_hash` tell those others apart; an author is known from the case.
    """

    class Verdict(models.TextChoices):
        """The two answers."""

        SETTLED = "settled", _("settled")
        DISPUTED = "disputed", _("not settled")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="confirmations")
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    is_author = models.BooleanField(default=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    device_hash = models.BinaryField(max_length=32, null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("confirmation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reports_word_of_person",
                fields=["report", "round", "person"],
                condition=Q(person__isnull=False, is_author=False),
            ),
            models.UniqueConstraint(
                name="reports_word_of_device",
                fields=["report", "round", "device_hash"],
                condition=Q(device_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="reports_stars_one_to_five",
                condition=Q(stars=None) | Q(stars__gte=1, stars__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return self.verdict
