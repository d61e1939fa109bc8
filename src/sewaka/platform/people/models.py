"""Persons and what they may act as."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.clock import now as clock_now
from sewaka.kernel.fields import BlindIndexField, EncryptedTextField, KeyClass
from sewaka.kernel.ids import new_id
from sewaka.platform.people import rules


class PersonManager(BaseUserManager["Person"]):
    """Look-up by the normalised address."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person who signs in with that address. Raises `Person.DoesNotExist`."""
        return self.get(email=rules.normalise_email(username or ""))


class Person(AbstractBaseUser):
    """A human being the city knows. May or may not be able to sign in.

    `office_name` is what the public sees beside an official act; citizens have none, their own
    name is an identity field and encrypted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True, null=True)
    office_name = models.CharField(_("name shown in office"), max_length=120, blank=True)
    full_name = EncryptedTextField(
        _("full name"), key_class=KeyClass.IDENTITY, subject="id", null=True
    )
    phone = EncryptedTextField(
        _("telephone number"), key_class=KeyClass.IDENTITY, subject="id", null=True
    )
    phone_index = BlindIndexField(source="phone", normalise=rules.normalise_phone)
    nik = EncryptedTextField(_("NIK"), key_class=KeyClass.IDENTITY, subject="id", null=True)
    nik_index = BlindIndexField(source="nik", normalise=rules.normalise_nik)
    language = models.CharField(_("language"), max_length=5, default="id")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("person of the demo city"), default=False)
    has_long_password = models.BooleanField(
        _("password is long enough for staff"), default=False, editable=False
    )
    registered_at = models.DateTimeField(_("registered at"), default=clock_now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="people_email_normalised", condition=Q(email=None) | Q(email=Lower("email"))
            ),
            models.UniqueConstraint(
                fields=["nik_index"],
                condition=~Q(nik_index=None),
                name="people_one_person_one_nik",
            ),
        ]

    def __str__(self) -> str:
        """The office name, or nothing that tells who it is."""
        return self.office_name or str(_("Citizen"))

    def set_password(self, raw_password: str | None) -> None:
        """Hash it, and note whether it would do for a staff role given later."""
        super().set_password(raw_password)
        self.has_long_password = len(raw_password or "") >= settings.PASSWORD_MIN_LENGTH_STAFF

    @property
    def may_act(self) -> bool:
        """Whether sessions of this person count at all. Demo people exist in demo mode only."""
        return self.is_active and (not self.is_demo or settings.SEWAKA_MODE == "demo")


class GrantQuerySet(models.QuerySet["Grant"]):
    """Filters by time."""

    def valid_at(self, now: datetime) -> GrantQuerySet:
        """Grants whose half-open interval holds the instant."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=now), valid_from__lte=now)


class Grant(models.Model):
    """A person holds a role, over an area or for an agency, from one instant to another.

    Acting officers and leave are grants too: the deputy gets one with both ends, the absent
    person's is cut in two.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=80)
    area_code = models.CharField(_("area"), max_length=40, blank=True, default="", db_collation="C")
    agency_code = models.CharField(_("agency"), max_length=40, blank=True, default="")
    valid_from = models.DateTimeField(_("from"))
    valid_to = models.DateTimeField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="grants_given"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                name="people_grant_not_empty",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["role", "area_code"], name="people_grant_role_area"),
            models.Index(fields=["role", "agency_code"], name="people_grant_role_agency"),
        ]

    def __str__(self) -> str:
        """Role and reach."""
        return " ".join(part for part in (self.role, self.area_code, self.agency_code) if part)
