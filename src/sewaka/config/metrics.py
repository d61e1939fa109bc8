"""Counts and times of requests by route, for Prometheus. No label names a person or a case.

The web workers share a folder (PROMETHEUS_MULTIPROC_DIR, set by `sewaka web`); whoever answers
`/metrics` adds up all of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from sewaka.config import signs
from sewaka.kernel import clock

REQUESTS = Counter("sewaka_requests", "Answers by route", ["route", "method", "status"])
SECONDS = Histogram(
    "sewaka_request_seconds",
    "Time to answer by route",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


class Measured:
    """Counts every answer under the name of its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count it."""
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name or match.route) if match else "unknown"
        SECONDS.labels(route).observe(time.perf_counter() - began)
        REQUESTS.labels(route, request.method, response.status_code).inc()
        return response


class SignsCollector(Collector):
    """The signs of `/healthz` as gauges, measured when asked."""

    def collect(self) -> Iterable[Metric]:
        """One gauge for each sign, and one that says which are well."""
        well = GaugeMetricFamily(
            "sewaka_well", "Whether the sign is as it should be", labels=["sign"]
        )
        for sign in signs.signs(now=clock.now()):
            well.add_metric([sign.code], float(sign.is_well))
            if sign.amount is not None:
                unit = f"_{sign.unit}" if sign.unit else ""
                yield GaugeMetricFamily(f"sewaka_{sign.code}{unit}", sign.code, value=sign.amount)
        yield well


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY) + generate_latest(_of_signs())
    registry = _of_signs()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types
    return generate_latest(registry)


def _of_signs() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(SignsCollector())
    return registry
