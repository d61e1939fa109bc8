"""Descriptor of a module with one service, one workflow and one source of its own."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sewaka.kernel.access import Actor, nobody
from sewaka.kernel.registry import Module, SearchSource, Service
from sewaka.kernel.workflow import State, StateGroup, Transition, Workflow
from sewaka.platform.cases import api as cases
from sewaka.platform.search.api import Hit


def find_notes(*, actor: Actor, words: str, limit: int) -> Iterator[Hit]:
    """One note, for offices only; the source itself minds the rights."""
    if actor.is_staff and "banjir" in words:
        yield Hit("Catatan banjir", "/catatan/1", kind="note")


def case_url(*, case: cases.Case) -> str:
    """A page that exists in every city."""
    return f"{reverse('portal:home')}?kasus={case.number}"


WORKFLOW = Workflow(
    code="sample.wish",
    version=1,
    initial="received",
    states=(
        State("received", "Received", StateGroup.NEW),
        State("done", "Done", StateGroup.DONE),
    ),
    transitions=(Transition("finish", "Finish", ("received",), "done", nobody()),),
)

MODULE = Module(
    code="sample",
    name="Sample",
    icon="inbox",
    services=(
        Service(
            code="sample.wish",
            name="Lapor sampah",
            description="Kirim foto tumpukan sampah di sekitar Anda",
            start_url="portal:services",
            icon="trash",
        ),
    ),
    workflows=(WORKFLOW,),
    search=(SearchSource("sample.notes", "Notes", find_notes),),
    case_url=case_url,
)
