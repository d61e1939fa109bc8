"""Pages and files of the open data. Everything here is public by its nature."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.city.opendata import bulk, catalog, dcat, exports, presentation, ranges
from sewaka.city.opendata import seals as sealing
from sewaka.kernel import clock, registry
from sewaka.kernel.errors import Invalid


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All data sets."""
    found = [presentation.card(one) for one in catalog.datasets()]
    borders = [border for module in registry.modules() for border in module.borders]
    return render(request, "opendata/index.html", {"datasets": found, "borders": borders})


@require_safe
def dataset(request: HttpRequest, code: str) -> HttpResponse:
    """What one data set holds, how often it is renewed and under which licence."""
    found = catalog.dataset(code)
    context = {
        "dataset": found,
        "columns": presentation.columns(found),
        "producer": presentation.office(found.feed.producer),
        "frequency": presentation.frequency(found),
        "files": presentation.files(bulk.files_of(code)),
    }
    return render(request, "opendata/dataset.html", context)


@require_safe
def bulk_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The whole data set as written last night; cut downloads go on where they were."""
    found = bulk.file_of(catalog.dataset(code).code, form)
    return ranges.answer(
        request,
        path=found.path,
        size=found.size,
        etag=f'"{found.sha256[:32]}"',
        media_type=found.media_type,
    )


@require_safe
def dataset_json(request: HttpRequest, code: str) -> HttpResponse:
    """One page of rows; `next` is the cursor of the page after it."""
    found = catalog.dataset(code)
    cursor = request.GET.get("cursor", "")
    body = exports.json_page(found, cursor=cursor, limit=_limit(request))
    return HttpResponse(body, content_type="application/json")


@require_safe
def dataset_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:  # noqa: ARG001 - view
    """The whole data set."""
    found = catalog.dataset(code)
    answer = StreamingHttpResponse(exports.csv_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.csv"'
    return answer


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """The last hash of each day that is over."""
    table = presentation.seals(sealing.seals(now=clock.now()))
    return render(request, "opendata/seals.html", {"seals": table})


@require_safe
def catalogue(request: HttpRequest) -> JsonResponse:
    """The catalogue in DCAT, for other catalogues to harvest."""
    body = dcat.catalogue(base_url=request.build_absolute_uri("/").rstrip("/"))
    return JsonResponse(body, content_type="application/ld+json")


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", "") or str(exports.PAGE)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= exports.MAX_PAGE):
        raise Invalid(fields={"limit": "opendata.limit"})
    return int(text)
