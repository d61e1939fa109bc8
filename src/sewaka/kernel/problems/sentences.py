"""Sentences for the kernel's own codes, and for what the framework refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "not_found": _("This does not exist, or it is not for you."),
    "forbidden": _("This act belongs to somebody else."),
    "invalid": _("Something in what was sent has to be mended."),
    "api.sign_in": _("Please sign in first."),
    "api.malformed": _("What was sent does not have the form that this address takes."),
    "api.refused": _("What was sent can not be read."),
    "api.method": _("This address does not take that kind of request."),
    "api.broken": _("Something broke on our side. It has been recorded; please try again later."),
    "api.busy": _("The service is being looked after. Please try again in a few minutes."),
    "missing": _("This is missing."),
    "required": _("This is missing."),
    "unknown": _("This field does not exist."),
    "extra_forbidden": _("This field does not exist."),
    "float_parsing": _("This is not a number."),
    "float_type": _("This is not a number."),
    "finite_number": _("This is not a number."),
    "int_parsing": _("This is not a whole number."),
    "int_type": _("This is not a whole number."),
    "less_than_equal": _("This number is too large."),
    "greater_than_equal": _("This number is too small."),
    "string_type": _("This is not text."),
    "string_too_long": _("This is too long."),
    "literal_error": _("This is none of the choices."),
    "enum": _("This is none of the choices."),
    "json_invalid": _("What was sent can not be read."),
    "workflow.not_allowed": _("In its present state the case does not allow this."),
    "limits.too_many": _("That was very often in a short time. Try again at %(retry_at)s."),
    "api.if_match": _("Say with If-Match which version of the case you have seen."),
    "http.unsafe": _("This address can not be used. It must begin with https:// and be public."),
    "http.unreachable": _("Nobody answers at this address."),
    "idempotency.missing": _(
        "The sending has no number of its own. Reload the page and send again."
    ),
    "idempotency.malformed": _(
        "The number of the sending has the wrong form. Reload the page and send again."
    ),
    "idempotency.reused": _(
        "This form was already sent with other content. Reload the page to send something new."
    ),
}
