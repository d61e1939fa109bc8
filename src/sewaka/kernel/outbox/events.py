"""What an event is: a frozen dataclass with a name and a version, and how it becomes JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar, cast
from uuid import UUID

from pydantic import TypeAdapter

E = TypeVar("E", bound="Event")
_PERSONAL = "sewaka.personal"
_adapters: dict[type, TypeAdapter[Any]] = {}
_EXAMPLES: Mapping[str, Any] = {
    "uuid": str(UUID("01990000-0000-7000-8000-000000000001")),
    "date-time": datetime.fromisoformat("2026-03-09T02:00:00+00:00").isoformat(),
    "date": date(2026, 3, 9).isoformat(),
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}


class Event:
    """Base of all events. Subclasses are frozen dataclasses with keyword-only fields.

    `name` is `<module>.<past tense>` and never changes its meaning; a changed shape raises
    `version`, and `upcast` brings older rows to the present shape. A field named `case_id` or
    `subject_id` is also stored as a column of the row.
    """

    __slots__ = ()
    name: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def upcast(cls, version: int, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of an older `version` in the present shape. Raises LookupError."""
        raise LookupError(f"{cls.name}: version {version} has no way to {cls.version}: {fields}")

    @classmethod
    def example(cls) -> Self:
        """One event for the handbook, made from the types; override where a real one says more."""
        properties = schema(cls).get("properties", {})
        definitions = schema(cls).get("$defs", {})
        values = {
            name: _sample(name, shape, definitions=definitions)
            for name, shape in properties.items()
        }
        return decode(cls, version=cls.version, fields=values)


def personal(*, key_class: str = "identity", default: Any = dataclasses.MISSING) -> Any:
    """A dataclass field whose value is encrypted under the subject's key of that class.

    Its type allows None: that is what a consumer finds after an erasure.
    """
    return dataclasses.field(default=default, metadata={_PERSONAL: key_class})


def personal_fields(event_class: type[Event]) -> Mapping[str, str]:
    """Key class by field name, for the fields that are personal."""
    fields = dataclasses.fields(cast("Any", event_class))
    return {f.name: f.metadata[_PERSONAL] for f in fields if _PERSONAL in f.metadata}


def schema(event_class: type[Event]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the event's fields."""
    return _adapter(event_class).json_schema(mode="serialization")


def encode(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values. Raises ValueError for NaN and infinities."""
    fields: dict[str, Any] = _adapter(type(event)).dump_python(event, mode="json")
    json.dumps(fields, allow_nan=False)
    return fields


def decode(event_class: type[E], *, version: int, fields: dict[str, Any]) -> E:
    """The event from stored fields of any version. Raises LookupError or pydantic's error."""
    if version != event_class.version:
        fields = event_class.upcast(version, fields)
    return cast("E", _adapter(event_class).validate_python(fields))


def _adapter(event_class: type[Event]) -> TypeAdapter[Any]:
    if event_class in _adapters:
        return _adapters[event_class]
    is_frozen = getattr(event_class, "__dataclass_params__", None)
    if is_frozen is None or not is_frozen.frozen:
        raise TypeError(f"{event_class.__qualname__} is not a frozen dataclass")
    return _adapters.setdefault(event_class, TypeAdapter(event_class))


def _sample(name: str, shape: Mapping[str, Any], *, definitions: Mapping[str, Any]) -> Any:
    if "$ref" in shape:
        shape = definitions[shape["$ref"].rsplit("/", 1)[-1]]
    if "default" in shape:
        return shape["default"]
    if "anyOf" in shape:
        shape = shape["anyOf"][0]
    if "enum" in shape:
        return shape["enum"][0]
    if "properties" in shape:
        return {
            inner: _sample(inner, part, definitions=definitions)
            for inner, part in shape["properties"].items()
        }
    kind = str(shape.get("format") or shape.get("type"))
    return _EXAMPLES.get(kind, name)
