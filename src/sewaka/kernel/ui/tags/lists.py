"""Components 18 to 20: cards and tiles, tables, filter bars; and paging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html

from sewaka.kernel.ui.values import CaseCard, Cell, Column, Filter, Link, Pages, Row, Table, Text

register = template.Library()


@register.inclusion_tag("ui/parts/card.html")
def case_card(card: CaseCard, *, is_selected: bool = False, level: int = 3) -> dict[str, Any]:
    """A case in a list: title, state, promise, place (component 18)."""
    return {"card": card, "is_selected": is_selected, "level": level}


@register.inclusion_tag("ui/parts/tile.html")
def tile(label: Text, href: str, *, icon: str, hint: Text = "", badge: Text = "") -> dict[str, Any]:
    """A service or a place to go (component 18)."""
    return {"label": label, "href": href, "icon": icon, "hint": hint, "badge": badge}


@register.inclusion_tag("ui/parts/table.html")
def data_table(table: Table) -> dict[str, Any]:
    """A real table; rows become cards on a phone (component 19)."""
    heads = [(column, *_sorting(column, table)) for column in table.columns]
    frames = [(column, *_frame(column)) for column in table.columns]
    has_links = any(url for _column, url, _sorted in heads) or any(
        cell.url for row in table.rows for cell in row.cells
    )
    return {
        "table": table,
        "heads": heads,
        "rows": [(row, list(_drawn(row, frames))) for row in table.rows],
        "skeletons": range(5),
        # Without anything to focus in it, a table that is too wide is moved by keyboard itself.
        "is_moved": not has_links and not table.is_selectable,
    }


@register.inclusion_tag("ui/parts/filter_bar.html")
def filter_bar(
    filters: Sequence[Filter],
    *,
    action: str = "",
    clear_url: str = "",
    saved: Sequence[Link] = (),
    count_text: Text = "",
) -> dict[str, Any]:
    """A GET form, so that the address is the view (component 20)."""
    active = sum(1 for shown in filters if shown.value)
    return {
        "filters": filters, "action": action, "clear_url": clear_url, "saved": saved,
        "active": active, "count_text": count_text,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/pages.html")
def paging(pages: Pages) -> dict[str, Any]:
    """Where in the list we are, and the way to the neighbours."""
    return {"pages": pages}


def _sorting(column: Column, table: Table) -> tuple[str, str]:
    """The address that a head links to, and its aria-sort."""
    if not column.sort:
        return "", ""
    is_up, is_down = table.sort == column.sort, table.sort == f"-{column.sort}"
    key = f"-{column.sort}" if is_up else column.sort
    rest = f"&{table.query}" if table.query else ""
    return f"?urut={key}{rest}", "ascending" if is_up else "descending" if is_down else "none"


def _drawn(
    row: Row, frames: Sequence[tuple[Column, str, str]]
) -> Iterator[tuple[Column, Cell, str | None]]:
    """Each cell with its column; those of nothing but words are drawn already.

    A large table has a thousand of them, and a template takes ten steps for each.
    """
    for (column, before, after), cell in zip(frames, row.cells, strict=True):
        is_more = cell.status or cell.grade or cell.url or cell.at or cell.value or cell.note
        is_words = isinstance(cell.text, str | Promise) and not is_more
        drawn = format_html("{}{}{}", before, cell.text or "—", after) if is_words else None
        yield column, cell, drawn


def _frame(column: Column) -> tuple[str, str]:
    """What stands before and after every cell of a column."""
    look = "num" if column.is_number else "code" if column.is_code else ""
    marked = format_html(' class="{}"', look) if look else ""
    tag, scope = ("th", format_html(' scope="{}"', "row")) if column.is_main else ("td", "")
    before = format_html('<{}{} data-label="{}"{}>', tag, scope, column.label, marked)
    return before, format_html("</{}>", tag)
