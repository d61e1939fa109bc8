"""Inputs that several actions ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, Text

ANSWER = 20  # characters of a public answer: "sudah" alone is none
QUESTION = 15

KEEP_PHOTOS_BACK = Ask(
    "keep_photos_back",
    _("Keep the photos back"),
    kind=AskKind.FLAG,
    is_required=False,
    hint=_("A face or a number plate can be recognised."),
)
REMARK = Ask("remark", _("Remark"), is_required=False, max_length=1000)
PHOTO = Ask("evidence", _("Photo"), kind=AskKind.PHOTO, is_required=False)


def answer(label: Text, hint: Text = "") -> Ask:
    """Words to the citizen that everybody can read."""
    return Ask("answer", label, min_length=ANSWER, hint=hint)
