"""Consents, requests of data subjects, copies taken along, minutes of erasures."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField, KeyClass
from sewaka.kernel.ids import new_id
from sewaka.platform.people.models import Person
from sewaka.platform.privacy.rules import Ground, Kind


class Consent(models.Model):
    """A person agreed to one purpose, by one version of its words. Withdrawing ends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=100)
    text_version = models.PositiveIntegerField(_("version of the words"))
    given_at = models.DateTimeField(_("given at"))
    # The person, or for a child the guardian.
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="privacy_one_consent",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="privacy_consent_in_order",
            ),
        ]

    def __str__(self) -> str:
        """The purpose."""
        return self.purpose


class Request(models.Model):
    """Something a person asked of the data protection officer, with its clock of 72 hours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=[(k.value, k.value) for k in Kind])
    words = EncryptedTextField(
        _("in your words"), key_class=KeyClass.IDENTITY, subject="person_id", null=True
    )
    opened_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("answer due"))
    warned = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answer = EncryptedTextField(
        _("answer"), key_class=KeyClass.IDENTITY, subject="person_id", null=True
    )
    refused_for = models.CharField(
        _("ground of refusal"),
        max_length=20,
        blank=True,
        choices=[(g.value, g.value) for g in Ground],
    )
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("request about data")
        verbose_name_plural = _("requests about data")
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refused_for="") | Q(answered_at__isnull=False),
                name="privacy_refusal_is_an_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(answered_at=None), name="privacy_open_requests"
            ),
        ]

    def __str__(self) -> str:
        """The kind."""
        return self.kind


class Export(models.Model):
    """A link under which a person can take their data along for 24 hours. Holds no data."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("copy of one's data")
        verbose_name_plural = _("copies of one's data")

    def __str__(self) -> str:
        """Its age."""
        return f"export of {self.made_at.isoformat()}"


class Erasure(models.Model):
    """The minutes of one erasure: when, by whom, how many keys. Names nobody any more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField(unique=True)
    at = models.DateTimeField(_("erased at"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    keys = models.PositiveSmallIntegerField(_("keys destroyed"))

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        """When."""
        return f"erasure of {self.at.isoformat()}"
