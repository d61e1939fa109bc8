"""Blind indexes: finding an encrypted value by equality, without being able to read it.

The key is one of its own beside the masters. A digest is one byte of key version and 128 bits, so
that during a rotation both the old and the new digest of a value are looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import Exact, In

from sewaka.kernel import crypto
from sewaka.kernel.keys import masters
from sewaka.kernel.keys.classes import KeyClass
from sewaka.kernel.keys.columns import EncryptedTextField, Sealed

if TYPE_CHECKING:
    BinaryField = models.BinaryField[bytes | None, bytes | None]
else:
    BinaryField = models.BinaryField


class BlindIndexField(BinaryField):
    """The digest of the encrypted column `source`; filled by save(), searched by plain text.

    `Person.objects.filter(nik_index="9971...")` finds it: text is normalised and digested here.
    `purpose` (default: the source's name) is shared by columns whose values may be compared.
    """

    description = "keyed digest of an encrypted column"

    def __init__(
        self,
        *args: Any,
        source: str,
        key_class: KeyClass | str = KeyClass.IDENTITY,
        normalise: Callable[[str], str] = str.strip,
        purpose: str = "",
        **kwargs: Any,
    ) -> None:
        self.source = source
        self.key_class = KeyClass(key_class)
        self.normalise = normalise
        self.purpose = purpose or source
        kwargs |= {"null": True, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations; how a value is normalised is no part of the table."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("null")
        kwargs |= {"source": self.source, "key_class": self.key_class.value}
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:  # noqa: ARG002, FBT001 - Django's
        """Digest what the source holds; an unread cell keeps the digest it has."""
        value = model_instance.__dict__.get(self.source)
        if isinstance(value, Sealed) and not value.is_read:
            stored: bytes | None = model_instance.__dict__.get(self.attname)
            return stored
        plain = value.plain if isinstance(value, Sealed) else value
        digest = None if plain is None else self.digest(str(plain))
        setattr(model_instance, self.attname, digest)
        return digest

    def digest(self, text: str, *, version: int | None = None) -> bytes:
        """The stored form of a value's digest, by default under the present key."""
        name = f"{masters.BLIND}-{self.key_class}"
        master = masters.load(name, version=version) if version else masters.current(name)
        found = crypto.blind(self.normalise(text), key=master.key, purpose=self.purpose)
        return master.version.to_bytes(1, "big") + found

    def digests(self, text: str) -> list[bytes]:
        """The digests under every key version that still lies there."""
        name = f"{masters.BLIND}-{self.key_class}"
        present = masters.versions(name) or [masters.current(name).version]
        return [self.digest(text, version=version) for version in present]

    def get_prep_value(self, value: Any) -> Any:
        """Digests as they are."""
        if isinstance(value, str):
            raise TypeError(f"{self}: written through save()")
        return super().get_prep_value(value)


@BlindIndexField.register_lookup
class BlindExact(Exact):
    """`index="plain text"` looks for the text's digests."""

    def get_prep_lookup(self) -> Any:
        """Turn text into digests."""
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One of the digests."""
        column: BlindIndexField = self.lhs.output_field
        wanted = column.digests(self.rhs) if isinstance(self.rhs, str) else [self.rhs]
        return In(self.lhs, wanted).as_sql(compiler, connection)


def indexes_of(model: type[models.Model]) -> list[tuple[BlindIndexField, EncryptedTextField]]:
    """The blind indexes of a model, each with the encrypted column that it stands for."""
    found = []
    options = model._meta  # noqa: SLF001 - Django's documented model API
    for column in options.concrete_fields:
        if isinstance(column, BlindIndexField):
            source = options.get_field(column.source)
            if not isinstance(source, EncryptedTextField):
                raise TypeError(f"{column}: {column.source} is not encrypted")
            found.append((column, source))
    return found
