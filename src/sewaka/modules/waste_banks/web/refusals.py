"""Refusals in words: on the page that follows a deed, or at the fields of its form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.problems import sentence


@contextmanager
def said(request: HttpRequest, success: str = "") -> Iterator[None]:
    """Say on the next page that the deed was done, or why it was refused."""
    try:
        yield
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        messages.error(request, in_words(refusal))
    else:
        if success:
            messages.success(request, success)


@contextmanager
def at_fields(form: forms.Form, *, rest: str | None = None) -> Iterator[None]:
    """Say at the fields of the form what is wrong; what is no field's matter at `rest`."""
    try:
        yield
    except (NotFound, Forbidden):
        raise
    except Invalid as refusal:
        for name, code in refusal.fields.items():
            at = name if name in form.fields else None
            form.add_error(at, sentence(DomainError(code, **refusal.facts)))
    except DomainError as refusal:
        form.add_error(rest, sentence(refusal))


def in_words(refusal: DomainError) -> str:
    """One sentence; what is wrong with the one field is all that is wrong."""
    codes = list(refusal.fields.values()) if isinstance(refusal, Invalid) else []
    return sentence(DomainError(codes[0], **refusal.facts) if codes else refusal)
