"""Texts, notices, mails and text messages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField, KeyClass
from sewaka.kernel.ids import new_id
from sewaka.platform.people.models import Person


class Template(models.Model):
    """One version of one text in one language. Only grows: what was sent can be shown again."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=100)
    language = models.CharField(_("language"), max_length=5)
    version = models.PositiveIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    # Empty for texts that came with the software; they follow it until an editor writes one.
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "language", "version"], name="notify_template_once"
            ),
        ]

    def __str__(self) -> str:
        """Code, language, version."""
        return f"{self.code} ({self.language}) {self.version}"


class Notice(models.Model):
    """A message in a person's inbox. Facts hold no personal data: numbers, offices, dates."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)  # a path on this site
    case_id = models.UUIDField(null=True)
    key = models.CharField(max_length=200)  # asking twice with one key gives one notice
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notify_notice_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notify_inbox"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notify_unread"),
        ]

    def __str__(self) -> str:
        """Which text."""
        return self.template.code


class Mail(models.Model):
    """A mail that left or is to leave, sealed under the key of whom it is for.

    `subject_id` is that person, or the mail itself for somebody without an account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    address = EncryptedTextField(key_class=KeyClass.IDENTITY, subject="subject_id")
    title = EncryptedTextField(key_class=KeyClass.IDENTITY, subject="subject_id")
    body = EncryptedTextField(key_class=KeyClass.IDENTITY, subject="subject_id")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, related_name="+")
    case_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["-created_at"], name="notify_mail_age"),
            models.Index(fields=["subject_id"], name="notify_mail_subject"),
        ]

    def __str__(self) -> str:
        """Nothing about anybody."""
        return f"mail {self.pk}"


class Sms(models.Model):
    """A text message that left or is to leave, sealed under the key of whom it is for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    number = EncryptedTextField(key_class=KeyClass.IDENTITY, subject="subject_id")
    body = EncryptedTextField(key_class=KeyClass.IDENTITY, subject="subject_id")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("text message")
        verbose_name_plural = _("text messages")
        indexes = [
            models.Index(fields=["-created_at"], name="notify_sms_age"),
            models.Index(fields=["subject_id"], name="notify_sms_subject"),
        ]

    def __str__(self) -> str:
        """Nothing about anybody."""
        return f"sms {self.pk}"


class PushDevice(models.Model):
    """A phone that wants to hear of a case. The address is sealed under the row's own key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(_("case"))
    endpoint_hash = models.BinaryField(_("name of the address"), max_length=32)
    subscription = EncryptedTextField(key_class=KeyClass.IDENTITY, subject="id")
    language = models.CharField(_("language"), max_length=5)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        constraints = [
            models.UniqueConstraint(fields=["case_id", "endpoint_hash"], name="notify_phone_once"),
        ]

    def __str__(self) -> str:
        """Nothing about anybody."""
        return f"phone {self.pk}"


class Preference(models.Model):
    """How a person wants to be told. Without a row: in the app and by mail."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    by_mail = models.BooleanField(_("also by mail"), default=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        """The choice."""
        return "mail" if self.by_mail else "app"
