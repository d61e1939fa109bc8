"""The catalogue for machines: DCAT 3 (W3C, 2024) as JSON-LD, with what Satu Data asks of a release.

Satu Data Indonesia (Perpres 39/2019) demands metadata in a standard form; its words stand in the
properties `sdi:...` beside the terms of DCAT that mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings

from sewaka.city.opendata import bulk
from sewaka.city.opendata.bulk import BulkFile
from sewaka.city.opendata.catalog import Dataset, datasets

_LIVE: Final = (("json", "application/json"), ("csv", "text/csv"))
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sdi": "https://data.go.id/ns/metadata#",
}
_FREQUENCY: Final = "http://publications.europa.eu/resource/authority/frequency/"
_FREQUENCIES: Final = {
    "continuous": "UPDATE_CONT",
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "yearly": "ANNUAL",
}
_LICENCES: Final = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


def catalogue(*, base_url: str) -> dict[str, Any]:
    """The catalogue as JSON-LD."""
    return {
        "@context": _CONTEXT,
        "@type": "dcat:Catalog",
        "@id": f"{base_url}/data",
        "dct:title": str(settings.SITE_NAME),
        "dct:language": "id",
        "dct:license": {"@id": _LICENCES["CC-BY-4.0"]},
        "dcat:dataset": [_dataset(found, base_url=base_url) for found in datasets()],
    }


def _dataset(found: Dataset, *, base_url: str) -> dict[str, Any]:
    feed, address = found.feed, f"{base_url}/data/{found.code}"
    files = bulk.files_of(found.code)
    entry = {
        "@type": "dcat:Dataset",
        "@id": address,
        "dct:identifier": found.code,
        "dct:title": str(feed.title),
        "dct:description": str(feed.description),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": feed.producer},
        "dct:accrualPeriodicity": {"@id": _FREQUENCY + _FREQUENCIES.get(feed.frequency, "OTHER")},
        "dct:license": {"@id": _LICENCES.get(feed.licence, feed.licence)},
        "dcat:landingPage": {"@id": address},
        "dcat:keyword": [str(word) for word in feed.keywords],
        "sdi:produsenData": feed.producer,
        "sdi:walidata": feed.steward,
        "sdi:jadwalPemutakhiran": feed.frequency,
        "sdi:satuan": str(feed.unit),
        "sdi:standarData": feed.standard,
        "dcat:distribution": [
            *_live(address),
            *(_file(one, address=address) for one in files.values()),
        ],
    }
    newest = max((one.published_at for one in files.values()), default="")
    return entry | ({"dct:modified": _time(newest)} if newest else {})


def _live(address: str) -> Iterator[dict[str, Any]]:
    """The data set of this moment."""
    for form, media in _LIVE:
        yield {
            "@type": "dcat:Distribution",
            "dcat:accessURL": {"@id": f"{address}.{form}"},
            "dcat:downloadURL": {"@id": f"{address}.{form}"},
            "dcat:mediaType": media,
        }


def _file(one: BulkFile, *, address: str) -> dict[str, Any]:
    """A whole file of last night, with its size and digest."""
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": f"{address}/semua.{one.form}"},
        "dcat:mediaType": one.media_type.partition(";")[0],
        "dcat:byteSize": one.size,
        "dct:issued": _time(one.published_at),
        "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": one.sha256},
    }


def _time(iso: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": iso}
