"""Asking: one question over documents, services, and each module's own sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchRank
from django.db.models import F
from django.urls import NoReverseMatch, reverse

from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.querying import as_q
from sewaka.kernel.workflow import Text
from sewaka.platform.cases import api as cases
from sewaka.platform.search import access
from sewaka.platform.search.models import SearchDocument
from sewaka.platform.search.rules import (
    INDONESIAN,
    PLAIN,
    Question,
    prefix_query,
    read_question,
    snippet,
)

MAX_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `kind` says of what sort, in words that `title` does not repeat."""

    title: Text
    url: str
    kind: str
    snippet: Text = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the box answers. `number` is set when the question is a case number, found or not."""

    question: Question
    hits: tuple[Hit, ...] = ()
    number: str | None = None


def find(*, actor: Actor, words: str, limit: int = 20) -> Answer:
    """Everything that this actor may know of and that fits, best first.

    A case number leads to its case alone. A question that looks like an identity or telephone
    number is answered to offices only; for others nothing is looked up, so that neither the
    answer nor its time says whether the number is known.
    """
    question = read_question(words)
    limit = max(1, min(limit, MAX_LIMIT))
    if question.is_empty or (question.is_private and not actor.is_staff):
        return Answer(question)
    if question.number:
        hits = tuple(_case(question.number, actor=actor))
        return Answer(question, hits=hits, number=question.number)
    found = (
        *_services(question),
        *_sources(question, actor=actor, limit=limit),
        *_documents(question, actor=actor, limit=limit),
    )
    unique = {hit.url: hit for hit in reversed(found)}
    return Answer(question, hits=tuple(hit for hit in found if unique[hit.url] is hit)[:limit])


def _case(number: str, *, actor: Actor) -> Iterator[Hit]:
    try:
        case = cases.get_case(actor=actor, number=number)
    except NotFound:
        return
    module = registry.module(case.module)
    if module.case_url:
        yield Hit(title=case.title, url=module.case_url(case=case), kind=number)


def _services(question: Question) -> Iterator[Hit]:
    """Services whose name or description has every word, in the reader's language."""
    for module in registry.modules():
        for service in module.services:
            text = f"{service.name} {service.description}".casefold()
            if all(re.search(rf"\b{re.escape(w.casefold())}", text) for w in question.words):
                url = _reverse(service.start_url, [])
                if url:
                    yield Hit(service.name, url, kind="service", snippet=service.description)


def _sources(question: Question, *, actor: Actor, limit: int) -> Iterator[Hit]:
    sources = sorted(
        (source for module in registry.modules() for source in module.search),
        key=lambda source: source.order,
    )
    for source in sources:
        yield from source.find(actor=actor, words=question.text, limit=limit)


def _documents(question: Question, *, actor: Actor, limit: int) -> Iterator[Hit]:
    wanted = _wanted(question)
    found = (
        SearchDocument.objects.filter(as_q(access.MAY_FIND.where(actor)), words=wanted)
        .annotate(rank=SearchRank(F("words"), wanted))
        .order_by("-rank", "-happened_at", "-id")
        .values_list("title", "body", "kind", "url_name", "url_arguments")
    )
    for title, body, kind, url_name, arguments in found[:limit]:
        url = _reverse(url_name, arguments)
        if url:
            yield Hit(title, url, kind=kind, snippet=snippet(body, words=question.words))


def _wanted(question: Question) -> SearchQueryCombinable:
    stemmed = SearchQuery(question.text, config=INDONESIAN, search_type="websearch")
    if question.has_operators:
        return stemmed
    unfinished = prefix_query(question.words)
    return stemmed | SearchQuery(unfinished, config=PLAIN, search_type="raw")


def _reverse(name: str, arguments: list[str]) -> str:
    """The address, or nothing where a module that put the document here is gone."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
