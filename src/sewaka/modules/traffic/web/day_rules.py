"""The rules by which a day is of a kind: which holiday, which weekdays, which written spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic.actions.day_rules import (
    keep_rule,
    keep_span,
    remove_rule,
    remove_span,
)
from sewaka.modules.traffic.models import DayType
from sewaka.modules.traffic.queries import day_rules as queries
from sewaka.modules.traffic.web import day_rules_page, versions
from sewaka.modules.traffic.web.day_rule_forms import RuleForm, SpanForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """All rules and spans; POST writes a span down."""
    found = queries.rules(actor=actor_of(request), now=clock.now())
    form = SpanForm(request.POST if request.method == "POST" else None, kinds=found.kinds)
    if form.is_valid() and _is_span_kept(request, form):
        messages.success(request, _("These days are kept."))
        return redirect("traffic:day_rules")
    context = day_rules_page.listed(found, form)
    return render(request, "traffic/day_rules.html", context, status=422 if form.errors else 200)


def _is_span_kept(request: HttpRequest, form: SpanForm) -> bool:
    try:
        keep_span(**form.cleaned_data, actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A kind of day more."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind; POST shows which days would change, or keeps the rule."""
    return _edit(request, queries.kind(actor=actor_of(request), code=kind))


def _edit(request: HttpRequest, known: DayType | None) -> HttpResponse:
    kinds = queries.rules(actor=actor_of(request), now=clock.now()).kinds
    form = RuleForm(request.POST if request.method == "POST" else None, known=known, kinds=kinds)
    others: Sequence[queries.OtherDay] | None = None
    if form.is_valid():
        others = _seen(request, form)
        if others is not None and "keep" in request.POST and _is_kept(request, form):
            messages.success(request, _("The rule is kept."))
            return redirect("traffic:day_rules")
    context: Mapping[str, Any] = day_rules_page.edited(known, form, others, kinds)
    return render(request, "traffic/day_rule.html", context, status=422 if form.errors else 200)


def _seen(request: HttpRequest, form: RuleForm) -> Sequence[queries.OtherDay] | None:
    """What it would change; None where it was refused, which is noted on the form."""
    try:
        return queries.would_change(rule=form.rule, actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return None


def _is_kept(request: HttpRequest, form: RuleForm) -> bool:
    names = {"name": form.cleaned_data["name"], "name_en": form.cleaned_data["name_en"]}
    try:
        keep_rule(rule=form.rule, **names, actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return False
    return True


@require_POST
@login_required
def remove(request: HttpRequest, kind: str) -> HttpResponse:
    """The kind goes, if nothing names it."""
    actor, now = actor_of(request), clock.now()
    versions.do(
        request, lambda: remove_rule(code=kind, actor=actor, now=now), said=_("The kind is gone.")
    )
    return redirect("traffic:day_rules")


@require_POST
@login_required
def span_remove(request: HttpRequest, span_id: int) -> HttpResponse:
    """These days are judged by their weekday again."""
    remove_span(span_id=span_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("These days are no longer written down."))
    return redirect("traffic:day_rules")
