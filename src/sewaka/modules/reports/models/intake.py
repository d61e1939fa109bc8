"""What a person has entered so far, before anything is sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.ids import new_id


class WebDraft(models.Model):
    """A report in the making, found by the digest of an opaque cookie.

    `answers` is a JSON object, encrypted as a whole: it holds name, phone and the unredacted text.
    After sending, it holds the receipt, so that a second press shows the same number.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    answers = EncryptedTextField(key_class="identity", subject="id", null=True)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("draft")

    def __str__(self) -> str:
        return str(self.id)
