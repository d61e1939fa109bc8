"""From error codes to what stands on the page: the sentence, and the field it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from sewaka.kernel.ui.values import Problem
from sewaka.modules.reports.models.labels import sentence

# Ids of the inputs where they differ from `id_<name>`.
_IDS = {"place": "place", "photos": "id_photo", "photo": "id_photo"}


def problems_of(fields: Mapping[str, str]) -> list[Problem]:
    """The error summary of a page, from fields and codes."""
    return [
        Problem(field_id=_IDS.get(name, f"id_{name}"), message=sentence(code))
        for name, code in fields.items()
    ]


def sentences_of(fields: Mapping[str, str]) -> dict[str, str]:
    """The same words for the fields themselves."""
    return {name: sentence(code) for name, code in fields.items()}
