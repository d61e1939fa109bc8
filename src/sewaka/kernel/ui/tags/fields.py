"""Components 6 to 12: everything a person fills in.

`{% field form.name %}` draws any field of a Django form as the right component. The other tags
are the components themselves, for pages without a form object and for the gallery.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.template import Context

from sewaka.kernel.ui.frame import city_areas
from sewaka.kernel.ui.values import Choice, PhotoItem, Place, Slot, Text

register = template.Library()

SEARCH_FROM = 11  # options: from here on a select gets its search box


def frame_of_field(
    *,
    name: str,
    label: Text,
    hint: Text = "",
    error: Text = "",
    is_optional: bool = False,
    id: str = "",  # noqa: A002 - HTML's own word
) -> dict[str, Any]:
    """What every field shares: ids, label, hint, error, and which texts describe the input."""
    field_id = id or f"id_{name}"
    described = [f"{field_id}-hint"] if hint else []
    described += [f"{field_id}-error"] if error else []
    return {
        "name": name, "id": field_id, "label": label, "hint": hint, "error": error,
        "is_optional": is_optional, "described_by": " ".join(described),
    }  # fmt: skip


@register.inclusion_tag("ui/parts/text_field.html")
def text_field(
    name: str,
    label: Text,
    *,
    value: Any = "",
    type: str = "text",  # noqa: A002 - HTML's own word
    rows: int = 0,
    limit: int = 0,
    autocomplete: str = "",
    inputmode: str = "",
    prefix: str = "",
    suffix: str = "",
    is_readonly: bool = False,
    is_narrow: bool = False,
    saved: Text = "",
    **rest: Any,
) -> dict[str, Any]:
    """Words (component 6): an area when `rows` is given; `limit` shows a count.

    `saved` is the sentence "Tersimpan 14.05". `rest`: hint, error, is_optional, id.
    """
    shared = frame_of_field(name=name, label=label, **rest)
    if limit:
        shared["described_by"] = f"{shared['described_by']} {shared['id']}-count".strip()
    return shared | {
        "value": "" if value is None else value, "type": type, "rows": rows, "limit": limit,
        "autocomplete": autocomplete, "inputmode": inputmode, "prefix": prefix, "suffix": suffix,
        "is_readonly": is_readonly, "is_narrow": is_narrow, "saved": saved,
        "used": len(str(value or "")),
    }  # fmt: skip


@register.inclusion_tag("ui/parts/choice_cards.html")
def choice_cards(
    name: str,
    legend: Text,
    choices: Sequence[Choice],
    *,
    value: str | Sequence[str] = "",
    kind: str = "radio",
    is_grid: bool = False,
    is_heading: bool = False,
    **rest: Any,
) -> dict[str, Any]:
    """Choices as cards of at least 48 px (component 7). kind: radio or checkbox.

    `is_grid` sets short choices side by side; `is_heading` makes the legend the page's h1.
    """
    chosen = {value} if isinstance(value, str) else set(value)
    return frame_of_field(name=name, label=legend, **rest) | {
        "options": [(choice, choice.value in chosen) for choice in choices],
        "kind": kind, "is_grid": is_grid, "is_heading": is_heading,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/select_field.html")
def select_field(
    name: str,
    label: Text,
    choices: Sequence[Choice],
    *,
    value: str = "",
    empty_label: Text = "",
    list_url: str = "",
    **rest: Any,
) -> dict[str, Any]:
    """A select; with more than ten options a search box appears where scripts run (component 8).

    `list_url` leads to the same choice as a page of links.
    """
    groups: dict[str, list[tuple[Choice, bool]]] = {}
    for choice in choices:
        groups.setdefault(str(choice.group), []).append((choice, choice.value == str(value)))
    return frame_of_field(name=name, label=label, **rest) | {
        "groups": list(groups.items()), "empty_label": empty_label, "list_url": list_url,
        "is_long": len(choices) >= SEARCH_FROM,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/date_field.html")
def date_field(
    name: str,
    label: Text,
    *,
    value: Any = "",
    min: str = "",  # noqa: A002 - HTML's own word
    max: str = "",  # noqa: A002 - HTML's own word
    has_time: bool = False,
    **rest: Any,
) -> dict[str, Any]:
    """A day by the device's own picker (component 9); `has_time` asks for the hour too."""
    text = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
    return frame_of_field(name=name, label=label, **rest) | {
        "value": text, "min": min, "max": max,
        "type": "datetime-local" if has_time else "date",
    }  # fmt: skip


@register.inclusion_tag("ui/parts/slots.html")
def time_slots(name: str, legend: Text, slots: Sequence[Slot], **rest: Any) -> dict[str, Any]:
    """Bookable times as buttons; what is full or closed says so (component 9)."""
    return frame_of_field(name=name, label=legend, **rest) | {"slots": slots}


@register.inclusion_tag("ui/parts/text_field.html")
def money_field(
    name: str, label: Text, *, value_rp: int | None = None, **rest: Any
) -> dict[str, Any]:
    """Whole rupiah; grouped when the field is left, stored as an integer (component 10)."""
    return _measured(name, label, value_rp, prefix="Rp", inputmode="numeric", rest=rest)


@register.inclusion_tag("ui/parts/text_field.html")
def weight_field(name: str, label: Text, *, value: Any = None, **rest: Any) -> dict[str, Any]:
    """A weight in kg with a decimal comma; the server stores grams (component 10)."""
    return _measured(name, label, value, suffix="kg", inputmode="decimal", rest=rest)


@register.inclusion_tag("ui/parts/amount_field.html")
def amount_field(
    name: str,
    label: Text,
    units: Sequence[Choice],
    *,
    amount: Any = "",
    unit: str = "",
    **rest: Any,
) -> dict[str, Any]:
    """A whole number and its unit (component 10); the unit comes back as `<name>_unit`."""
    return frame_of_field(name=name, label=label, **rest) | {
        "amount": "" if amount is None else amount,
        "units": [(choice, choice.value == str(unit or "")) for choice in units],
    }


@register.inclusion_tag("ui/parts/photo_field.html")
def photo_field(
    name: str,
    label: Text,
    *,
    items: Sequence[PhotoItem] = (),
    most: int = 4,
    is_camera_only: bool = False,
    is_proof: bool = False,
    **rest: Any,
) -> dict[str, Any]:
    """Camera or gallery, up to `most` photos, always skippable (component 11).

    The inputs are `<name>` (camera) and `<name>_gallery`; `<name>_remove` carries the keys of
    photos to take away. The script shrinks photos before they are sent; for a proof of work it
    adds `<name>_lat` and `<name>_lon`, where the phone is, as shrinking takes that from the photo.
    """
    return frame_of_field(name=name, label=label, **rest) | {
        "items": items, "most": most, "left": max(0, most - len(items)),
        "is_camera_only": is_camera_only, "is_proof": is_proof,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/place_field.html", takes_context=True)
def place_field(
    context: Context,
    label: Text,
    *,
    place: Place | None = None,
    areas: Sequence[Choice] = (),
    base_url: str = "",
    state: str = "idle",
    hint: Text = "",
    error: Text = "",
    landmark_error: Text = "",
    area_error: Text = "",
    list_url: str = "",
    where_url: str = "",
) -> dict[str, Any]:
    """Position, landmark and village: any one of them is enough (component 12).

    Inputs: lat, lon, accuracy_m, source, landmark, area_code. state: idle, asking, found,
    refused, outside, by_hand. `base_url` gives areas for the map (default: the city's).
    `where_url` answers `?lat=&lon=` with JSON whose `outside` says in words that the position is
    not in the city; it is shown beside the position, and what is marked `data-when-outside` opens.
    """
    return frame_of_field(name="place", label=label, hint=hint, error=error) | {
        "place": place or Place(), "areas": areas, "state": state,
        "base_url": base_url or city_areas(context),
        "landmark_error": landmark_error, "area_error": area_error, "list_url": list_url,
        "language": context.get("language"), "where_url": where_url,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, *, is_grid: bool = False, icon: str = "") -> dict[str, Any]:
    """Any field of a Django form as the right component, with its value, hint and error."""
    widget = bound.field.widget
    return {
        "bound": bound, "part": _part_for(widget), "is_grid": is_grid, "icon": icon,
        "error": bound.errors[0] if bound.errors else "",
        "is_optional": not bound.field.required,
        "value": bound.value(), "choices": _choices_of(bound),
        "rows": int(widget.attrs.get("rows", 4)),
        "limit": int(getattr(bound.field, "max_length", None) or 0),
        "type": getattr(widget, "input_type", "text"),
        "autocomplete": widget.attrs.get("autocomplete", ""),
        "inputmode": widget.attrs.get("inputmode", ""),
        "amount": _amount_of(bound),
    }  # fmt: skip


# Which drawing a Django widget gets; the first that fits, so children stand before parents.
_PARTS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.HiddenInput, "hidden"),
    (widgets.MultiWidget, "amount"),
    (widgets.CheckboxSelectMultiple, "checkbox"),
    (widgets.RadioSelect, "radio"),
    (widgets.Select, "select"),
    (widgets.CheckboxInput, "flag"),
    (widgets.FileInput, "file"),
    (widgets.Textarea, "area"),
    (widgets.DateTimeInput, "moment"),
    (widgets.DateInput, "day"),
    (widgets.Input, "text"),
)


def _part_for(widget: widgets.Widget) -> str:
    return next((part for kind, part in _PARTS if isinstance(widget, kind)), "plain")


def _amount_of(bound: BoundField) -> Sequence[Any]:
    """Number and unit of a field with two inputs: as they were written, else as they are."""
    widget = bound.field.widget
    if not isinstance(widget, widgets.MultiWidget):
        return ()
    value = bound.value()
    return value if isinstance(value, list) else widget.decompress(value) or ()


def _choices_of(bound: BoundField) -> list[Choice]:
    found: list[Choice] = []
    for value, label in getattr(bound.field, "choices", ()):
        if isinstance(label, list | tuple):
            found += [Choice(str(key), name, group=value) for key, name in label]
        else:
            found.append(Choice(str(value), label))
    return found


def _measured(
    name: str,
    label: Text,
    value: Any,
    *,
    rest: dict[str, Any],
    inputmode: str,
    prefix: str = "",
    suffix: str = "",
) -> dict[str, Any]:
    shown: dict[str, Any] = text_field(
        name, label, value=value, prefix=prefix, suffix=suffix, inputmode=inputmode,
        is_narrow=True, **rest,
    )  # fmt: skip
    return shown
