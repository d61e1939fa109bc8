"""What a refusal says: one sentence for people, one problem body (RFC 9457) for programs.

Every app registers the sentences of its codes in a module `sentences`:

    SENTENCES = {"files.quota": _("You have sent many files today. Try again at %(retry_at)s.")}

Facts of the error fill the placeholders; a function of the facts may stand in place of a text.
A code that is raised somewhere and has no sentence fails a test.
"""

from __future__ import annotations

from sewaka.kernel.problems.bodies import Refused, fault, install, respond, retry_after_s
from sewaka.kernel.problems.catalogue import field_sentence, sentence

__all__ = [
    "Refused",
    "fault",
    "field_sentence",
    "install",
    "respond",
    "retry_after_s",
    "sentence",
]
