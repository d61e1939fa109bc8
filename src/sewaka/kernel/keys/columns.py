"""Encrypted columns: read and written as plain text, stored as cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from sewaka.kernel import crypto
from sewaka.kernel.access import reach
from sewaka.kernel.keys import ring
from sewaka.kernel.keys.classes import KeyClass
from sewaka.kernel.keys.sealing import open_cell, seal_for

if TYPE_CHECKING:
    TextField = models.TextField[str | None, str | None]
else:
    TextField = models.TextField

_UNREAD = object()


@dataclass(slots=True, repr=False, eq=False)
class Sealed:
    """A stored cell, opened at the first reading."""

    stored: str
    plain: Any = _UNREAD  # str, or None when the key was erased

    def __repr__(self) -> str:
        """Never the value."""
        return "<sealed>"

    @property
    def is_read(self) -> bool:
        """Whether the cell was opened, or sealed, in this process."""
        return self.plain is not _UNREAD

    def text(self, place: str) -> str | None:
        """The plain text; None when it was erased. Raises `crypto.Tampered`."""
        if self.plain is _UNREAD:
            self.plain = open_cell(crypto.read_cell(self.stored), place=place)
        return None if self.plain is None else str(self.plain)


class SealedAttribute:
    """The attribute of an encrypted column: gives text, keeps the cell."""

    def __init__(self, column: EncryptedTextField) -> None:
        self.column = column

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """The plain text, decrypted now if it was not before."""
        if instance is None:
            return self
        name = self.column.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            return value.text(self.column.place_in(instance))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        """Keep what was set; it is sealed when it is saved."""
        instance.__dict__[self.column.attname] = value


class EncryptedTextField(TextField):
    """Text under the key of one person.

    `subject` is the dotted path from the row to that person's id. The row's primary key has to be
    known before the row is written (uuid7 or another row's). Cells can not be searched: use a
    `BlindIndexField` beside it. `QuerySet.update`, filters and `bulk_update` refuse plain text.
    """

    description = "text encrypted under a person's key"

    def __init__(self, *args: Any, key_class: KeyClass | str, subject: str, **kwargs: Any) -> None:
        self.key_class = KeyClass(key_class)
        self.subject = subject
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"key_class": self.key_class.value, "subject": self.subject}
        return name, path, args, kwargs

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002 - Django's
    ) -> None:
        """Install the attribute."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, SealedAttribute(self))

    def place_in(self, instance: models.Model) -> str:
        """What a cell of this row and column is authenticated with."""
        if instance.pk is None:
            raise ValueError(f"{self}: the primary key must be known before the row is sealed")
        table = instance._meta.db_table  # noqa: SLF001 - Django's documented model API
        return f"{table}.{self.column}:{instance.pk}"

    def from_db_value(self, value: str | None, *_context: Any) -> Sealed | None:
        """Leave it sealed until somebody reads it."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:  # noqa: ARG002, FBT001 - Django's
        """Seal what was set since the last save; an unread cell goes back as it came."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        person = reach(model_instance, self.subject)
        if person is None:
            raise ValueError(f"{self}: nobody at {self.subject} to seal for")
        cell = seal_for(
            str(value),
            subject=person if isinstance(person, UUID) else UUID(str(person)),
            key_class=self.key_class,
            place=self.place_in(model_instance),
        )
        sealed = Sealed(str(cell), str(value))
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        """Only cells reach the database."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self}: written through save(), found through its blind index")
        return value.stored

    def value_to_string(self, obj: models.Model) -> str:
        """Dumps carry the cell, not the text."""
        value = obj.__dict__.get(self.attname)
        return value.stored if isinstance(value, Sealed) else ""


def is_erased(instance: models.Model, name: str) -> bool:
    """Whether the column holds a value whose key was destroyed."""
    value = instance.__dict__.get(name)
    return isinstance(value, Sealed) and getattr(instance, name) is None


def preload(rows: Iterable[models.Model]) -> None:
    """Fetch the keys of all unread cells of a list by one query. Call it inside `open_ring()`."""
    wanted = [
        crypto.read_cell(value.stored).key_id
        for row in rows
        for value in row.__dict__.values()
        if isinstance(value, Sealed) and value.plain is _UNREAD
    ]
    if wanted:
        ring.load(wanted)
