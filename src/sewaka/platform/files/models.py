"""Stored files and their renditions. The bytes lie in the file store."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.ids import new_id


class FileKind(models.TextChoices):
    """What a file is."""

    PHOTO = "photo", _("Photo")


class FileState(models.TextChoices):
    """Who may see a file, apart from the parties of its case."""

    QUARANTINED = "quarantined", _("Waiting for a check")  # parties only
    READY = "ready", _("Released")  # as public as its case
    REFUSED = "refused", _("Not published")  # parties only, for good


class StoredFile(models.Model):
    """One file that somebody sent. Bound to at most one case, and never moved to another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=FileKind.choices, default=FileKind.PHOTO)
    state = models.CharField(
        max_length=12, choices=FileState.choices, default=FileState.QUARANTINED
    )
    sha256 = models.BinaryField(max_length=32)  # of the bytes that were sent, which are not kept
    size = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    dhash = models.BigIntegerField()
    # The case's id, not a foreign key: cases know of files, files know nothing of cases.
    case_id = models.UUIDField(null=True, editable=False)
    attached_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Found by case, or as an orphan by age."""

        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(
                fields=["case_id"], condition=Q(case_id__isnull=False), name="files_of_a_case"
            ),
            models.Index(fields=["created_at"], condition=Q(case_id=None), name="files_orphans"),
            models.Index(fields=["uploaded_by", "created_at"], name="files_by_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                name="files_attached_with_a_case",
                condition=Q(case_id=None, attached_at=None)
                | Q(case_id__isnull=False, attached_at__isnull=False),
            ),
            models.CheckConstraint(
                name="files_decided_when_not_quarantined",
                condition=Q(state=FileState.QUARANTINED, decided_at=None)
                | (~Q(state=FileState.QUARANTINED) & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """Its id: a file has no name of its own, and never takes one from outside."""
        return str(self.id)


class SealedOriginal(models.Model):
    """A photo as it was before parts of it were blackened: base64 of the WebP, encrypted."""

    file = models.OneToOneField(
        StoredFile, primary_key=True, on_delete=models.CASCADE, related_name="original"
    )
    subject_id = models.UUIDField(editable=False)
    content = EncryptedTextField(key_class="identity", subject="subject_id", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    erase_after = models.DateTimeField(db_index=True)

    class Meta:
        """Kept apart from the pictures that are served."""

        verbose_name = _("sealed photo")

    def __str__(self) -> str:
        """Of which file."""
        return str(self.file_id)


class Whereabouts(models.Model):
    """Where and when a proof of work says it was taken: kept apart, for offices only.

    Kept of no other photo. Both may be missing and both may be wrong: a hint, never a fact.
    """

    file = models.OneToOneField(
        StoredFile, primary_key=True, on_delete=models.CASCADE, related_name="whereabouts"
    )
    taken_at = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        """A position is whole, and on the globe; NaN is greater than every number."""

        verbose_name = _("whereabouts of a proof")
        constraints = [
            models.CheckConstraint(
                name="files_whereabouts_position",
                condition=Q(lat=None, lon=None)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
            ),
        ]

    def __str__(self) -> str:
        """Of which file."""
        return str(self.file_id)


class Rendition(models.Model):
    """One size of a photo. Several rows may share one key: the same bytes are kept once."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=8)
    key = models.CharField(max_length=72, db_index=True, db_collation="C")
    media_type = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        """Each size once."""

        constraints = [
            models.UniqueConstraint(fields=["file", "name"], name="files_rendition_once")
        ]

    def __str__(self) -> str:
        """Which one of which file."""
        return f"{self.file_id}/{self.name}"
