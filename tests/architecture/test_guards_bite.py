"""A guard that can not fail is worth nothing: each one is shown a file that breaks it."""

from __future__ import annotations

import pytest

from tests.architecture import guards, template_guards
from tests.architecture.test_guards import Guard
from tests.architecture.tree import Source

WEB = "modules/parking/web.py"
ACTIONS = "modules/parking/actions.py"
PAGE = "modules/parking/templates/parking/page.html"

BREAKS: list[tuple[Guard, str, str]] = [
    (guards.outside_door_to_a_case, ACTIONS, "case.state = 'done'"),
    (guards.outside_door_to_a_case, ACTIONS, "cases.filter(id=1).update(state_group='DONE')"),
    (guards.outside_door_to_a_case, ACTIONS, "setattr(case, 'state', 'done')"),
    (guards.outside_door_to_a_case, ACTIONS, "Case.objects.bulk_update(found, ['state'])"),
    (
        guards.outside_door_to_a_case,
        "platform/search/actions.py",
        "from sewaka.platform.cases import api\ncase.state = 'done'",
    ),
    (guards.database_clock, ACTIONS, "from django.db.models.functions import Now"),
    (guards.database_clock, ACTIONS, "at = models.DateTimeField(auto_now_add=True)"),
    (guards.database_clock, ACTIONS, "sql = 'select current_timestamp'"),
    (guards.signal_receivers, ACTIONS, "from django.db.models.signals import post_save"),
    (guards.signal_receivers, ACTIONS, "from django.dispatch import receiver"),
    (guards.signal_receivers, ACTIONS, "import allauth.account.signals"),
    (guards.models_by_name, ACTIONS, "apps.get_model('cases', 'Case')"),
    (guards.tables_at_the_border, WEB, "Place.objects.all()"),
    (guards.tables_at_the_border, "modules/parking/web/pages.py", "Place.objects.all()"),
    (guards.tables_at_the_border, "modules/parking/api.py", "Place.objects.all()"),
    (guards.raw_html_and_sql, WEB, "from django.utils.safestring import mark_safe"),
    (guards.raw_html_and_sql, WEB, "from django.views.decorators.csrf import csrf_exempt"),
    (guards.raw_html_and_sql, WEB, "places.extra(where=['1=1'])"),
    (guards.raw_html_and_sql, WEB, "cursor.execute(f'select {name}')"),
    (guards.raw_html_and_sql, WEB, "cursor.execute('select %s' % name)"),
    (guards.raw_html_and_sql, WEB, "cursor.execute('select {}'.format(name))"),
    (guards.outside_http, ACTIONS, "import httpx"),
    (guards.outside_http, ACTIONS, "from urllib.request import urlopen"),
    (guards.another_modules_pages, WEB, "reverse('reports:start')"),
    (guards.another_modules_pages, "city/portal/web.py", "render(request, 'reports/start.html')"),
    (guards.use_cases, ACTIONS, "def close(case, *, actor, now): ..."),
    (guards.use_cases, ACTIONS, "def close(*, case, actor): ..."),
    (guards.use_cases, "modules/parking/actions/closing.py", "def close(*, case, now): ..."),
    (guards.use_cases, "modules/parking/queries.py", "def places(*, area): ..."),
    (guards.long_functions, ACTIONS, "def close():\n" + "    x = 1\n" * 40),
    (guards.long_views, WEB, "def page(request) -> HttpResponse:\n" + "    x = 1\n" * 15),
    (
        guards.long_views,
        "city/portal/anything.py",
        "class Page:\n  def get(self, request) -> HttpResponse:\n" + "    x = 1\n" * 15,
    ),
    (guards.empty_names, "modules/parking/utils.py", "x = 1"),
    (guards.empty_names, ACTIONS, "def handle(): ..."),
    (guards.empty_names, ACTIONS, "class Manager: ..."),
    (guards.database_extensions, ACTIONS, "sql = 'create extension pg_trgm'"),
    (template_guards.unescaped, PAGE, "{{ text|safe }}"),
    (template_guards.unescaped, PAGE, "{% autoescape off %}"),
    (template_guards.inline_code, PAGE, '<p style="color:red">'),
    (template_guards.inline_code, PAGE, '<button onclick="go()">'),
    (template_guards.inline_code, PAGE, '<div hx-on:click="go()">'),
    (template_guards.inline_code, PAGE, "<script>go()</script>"),
    (template_guards.system_static, PAGE, "{% load i18n static %}"),
    (template_guards.system_static, PAGE, "{% static 'x.css' %}"),
    (template_guards.foreign_origins, PAGE, '<img src="https://tiles.example/1.png">'),
    (template_guards.another_modules_templates, PAGE, "{% url 'reports:start' %}"),
    (template_guards.another_modules_templates, PAGE, '{% include "reports/card.html" %}'),
]


def test_each_guard_is_shown_a_break() -> None:
    shown = {guard for guard, _, _ in BREAKS}
    assert shown == {*guards.ALL, *template_guards.ALL}


@pytest.mark.parametrize(("guard", "place", "text"), BREAKS)
def test_finds_what_breaks_the_rule(guard: Guard, place: str, text: str) -> None:
    found = list(guard(Source(place=f"src/sewaka/{place}", text=text)))
    assert len(found) == 1
    assert found[0].startswith(f"src/sewaka/{place}:")


@pytest.mark.parametrize(
    ("guard", "place", "text"),
    [
        (guards.outside_door_to_a_case, "platform/cases/actions.py", "case.state = 'done'"),
        (guards.outside_door_to_a_case, "kernel/outbox/relay.py", "rows.update(state='sent')"),
        (guards.outside_door_to_a_case, ACTIONS, "case.state == 'done'"),
        (guards.tables_at_the_border, "modules/parking/queries.py", "Place.objects.all()"),
        (guards.raw_html_and_sql, ACTIONS, "cursor.execute('select %s', [name])"),
        (
            guards.raw_html_and_sql,
            ACTIONS,
            "cursor.execute(sql.SQL('alter role {}').format(sql.Identifier(name)))",
        ),
        (guards.raw_html_and_sql, ACTIONS, "logger.info('x', extra={'a': 1})"),
        (guards.another_modules_pages, "modules/reports/web.py", "reverse('reports:start')"),
        (guards.use_cases, ACTIONS, "def close(*, case, actor, now): ..."),
        (guards.use_cases, ACTIONS, "def _close(case): ..."),
        (guards.long_functions, ACTIONS, "def close():\n" + "    x = 1\n" * 39),
        (guards.long_views, WEB, "def page(request) -> HttpResponse:\n" + "    x = 1\n" * 14),
        (guards.long_views, WEB, "def _part(request) -> HttpResponse:\n" + "    x = 1\n" * 15),
        (guards.empty_names, "config/management/x.py", "class Command:\n  def handle(self): ..."),
        (template_guards.inline_code, PAGE, '<script src="/a.js" type="module"></script>'),
        (template_guards.system_static, PAGE, "{% load i18n %} static text"),
    ],
)
def test_leaves_good_code_alone(guard: Guard, place: str, text: str) -> None:
    assert list(guard(Source(place=f"src/sewaka/{place}", text=text))) == []
