"""One act for many cases: chosen in the list, asked for once, told honestly for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from sewaka.city.inbox.access import actor_of, staff_only
from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ui.values import Problem
from sewaka.kernel.workflow import AskKind, Transition
from sewaka.platform.cases import api as cases

MOST = 100
TAKE = "ambil"  # assign to myself: not an act of a workflow
_VERSION_DIGITS = 9

Chosen = list[tuple[UUID, int]]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What became of one case, in words."""

    number: str
    is_done: bool
    words: str


@require_POST
@staff_only
def act_on_many(request: HttpRequest) -> HttpResponse:
    """Ask for what the act needs, then do it case by case and show what became of each."""
    chosen, action = read_chosen(request.POST.getlist("case")), request.POST.get("act", "")
    if not chosen or not action:
        return redirect("inbox:list")
    if action == TAKE:
        return _result(request, _take(request, chosen))
    transition = _common_act(request, chosen, action)
    if transition.asks and "confirmed" not in request.POST:
        return _ask(request, chosen, transition, given=None, problems={})
    given = {ask.name: request.POST.get(ask.name, "") for ask in transition.asks}
    lines = _move_all(request, chosen, action, given)
    problems = _shared_problem(lines)
    if problems:
        return _ask(request, chosen, transition, given=given, problems=problems)
    return _result(request, lines)


def read_chosen(keys: list[str]) -> Chosen:
    """Ids with the versions that the officer saw; what is malformed is left out."""
    chosen: Chosen = []
    for key in keys[:MOST]:
        case_id, _, version = key.partition(":")
        try:
            parsed = UUID(case_id)
        except ValueError:
            continue
        if version.isascii() and version.isdigit() and len(version) <= _VERSION_DIGITS:
            chosen.append((parsed, int(version)))
    return chosen


def _common_act(request: HttpRequest, chosen: Chosen, action: str) -> Transition:
    """The act of that name, from the first chosen case that knows it. Raises NotFound."""
    for case in cases.visible_cases(actor=actor_of(request)).filter(
        pk__in=[case_id for case_id, _version in chosen]
    ):
        for transition in cases.workflow_of(case).transitions:
            is_simple = all(ask.kind is not AskKind.PHOTO for ask in transition.asks)
            if transition.action == action and transition.is_bulk and is_simple:
                return transition
    raise NotFound("cases.not_found")


def _take(request: HttpRequest, chosen: Chosen) -> list[cases.BulkLine]:
    actor = actor_of(request)
    return cases.bulk_assign(chosen=chosen, person_id=actor.person_id, actor=actor, now=clock.now())


def _move_all(
    request: HttpRequest, chosen: Chosen, action: str, given: Mapping[str, Any]
) -> list[cases.BulkLine]:
    return cases.bulk_move(
        chosen=chosen, action=action, actor=actor_of(request), now=clock.now(), given=given
    )


def _shared_problem(lines: list[cases.BulkLine]) -> Mapping[str, str]:
    """The problem of the input when no case took it: then the question is asked again."""
    if any(line.is_done for line in lines):
        return {}
    return next((line.fields for line in lines if line.fields), {})


def _ask(
    request: HttpRequest,
    chosen: Chosen,
    transition: Transition,
    *,
    given: Mapping[str, Any] | None,
    problems: Mapping[str, str],
) -> HttpResponse:
    form = cases.AskForm(
        asks=transition.asks,
        today=localdate(clock.now()),
        scope="bulk",
        given=given,
        problems=problems,
    )
    asks = {ask.name: ask for ask in transition.asks}
    summary = [
        Problem(f"bulk-{name}", cases.problem_text(code, ask=asks.get(name)))
        for name, code in problems.items()
    ]
    context = {
        "act": transition,
        "form": form,
        "problems": summary,
        "has_errors": bool(summary),
        "chosen": [f"{case_id}:{version}" for case_id, version in chosen],
    }
    status = 422 if summary else 200
    return render(request, "inbox/bulk_ask.html", context, status=status)


def _result(request: HttpRequest, lines: list[cases.BulkLine]) -> HttpResponse:
    shown = [
        ResultLine(
            number=line.number,
            is_done=line.is_done,
            words="" if line.is_done else _why(line),
        )
        for line in lines
    ]
    done = sum(line.is_done for line in shown)
    context = {"lines": shown, "done": done, "failed": len(shown) - done}
    return render(request, "inbox/bulk_done.html", context)


def _why(line: cases.BulkLine) -> str:
    words = [cases.problem_text(code) for code in line.fields.values()]
    return " ".join(words) or cases.refusal_words(line.code, dict(line.facts))
