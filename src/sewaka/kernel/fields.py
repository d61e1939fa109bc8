"""Columns for personal data.

class ReporterContact(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    phone = EncryptedTextField(key_class="identity", subject="id", null=True)
    phone_index = BlindIndexField(source="phone", normalise=e164)

contact.phone                              # decrypted at the first reading
ReporterContact.objects.filter(phone_index="+62 800 0000 0001")
is_erased(contact, "phone")                # the person's key was destroyed: phone is None
with open_ring(): preload(contacts)        # the keys of a whole list by one query
"""

from __future__ import annotations

from sewaka.kernel.keys.blind import BlindIndexField
from sewaka.kernel.keys.classes import KeyClass
from sewaka.kernel.keys.columns import EncryptedTextField, is_erased, preload
from sewaka.kernel.keys.ring import open_ring

__all__ = [
    "BlindIndexField",
    "EncryptedTextField",
    "KeyClass",
    "is_erased",
    "open_ring",
    "preload",
]
