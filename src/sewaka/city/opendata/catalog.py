"""The catalogue of feeds: read from the registry, described in DCAT (W3C) and Satu Data terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from sewaka.kernel.errors import NotFound
from sewaka.kernel.registry import Feed, Module, modules

FORMS = (("json", "application/json"), ("csv", "text/csv"))


@dataclass(frozen=True, slots=True)
class Dataset:
    """One feed with the module that gives it."""

    module: Module
    feed: Feed

    @property
    def code(self) -> str:
        """`<module>.<feed>`: the name in addresses."""
        return f"{self.module.code}.{self.feed.code}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the CSV, in the order of the schema."""
        return tuple(self.feed.schema["properties"])


def datasets() -> Iterator[Dataset]:
    """All public data sets of the city."""
    for module in modules():
        for feed in module.feeds:
            yield Dataset(module=module, feed=feed)


def dataset(code: str) -> Dataset:
    """The data set of that code. Raises NotFound."""
    for found in datasets():
        if found.code == code:
            return found
    raise NotFound


def dcat(*, base_url: str) -> dict[str, Any]:
    """The catalogue as JSON-LD (DCAT 3, W3C Recommendation of 2024)."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
        },
        "@type": "dcat:Catalog",
        "@id": f"{base_url}/data",
        "dct:title": str(settings.SITE_NAME),
        "dct:language": "id",
        "dcat:dataset": [_entry(found, base_url=base_url) for found in datasets()],
    }


def _entry(found: Dataset, *, base_url: str) -> dict[str, Any]:
    feed, address = found.feed, f"{base_url}/data/{found.code}"
    return {
        "@type": "dcat:Dataset",
        "@id": address,
        "dct:title": str(feed.title),
        "dct:description": str(feed.description),
        "dct:publisher": feed.producer,
        "dct:accrualPeriodicity": feed.frequency,
        "dct:license": feed.licence,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": f"{address}.{form}",
                "dcat:mediaType": media,
            }
            for form, media in FORMS
        ],
    }
