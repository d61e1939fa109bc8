"""Sentences for the codes that people raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "people.unknown": _("This person is not known here."),
    "people.email_taken": _("This e-mail address already belongs to an account."),
    "people.nik_taken": _("This identity number already belongs to an account."),
    "people.nik.malformed": _("An identity number has 16 digits. Please check it."),
    "people.phone.malformed": _(
        "This telephone number can not be read. Write it with its area code."
    ),
    "people.register.forbidden": _("You may not make accounts for others."),
    "people.erase.forbidden": _("Only the person or the data-protection officer may ask for this."),
    "people.erase.staff": _("This person still has a role. End the role first."),
    "people.grant.empty": _("The role ends before it begins. Check the two days."),
    "people.grant.ended": _("This role has already ended."),
    "people.grant.forbidden": _("You may not give or take this role."),
    "people.grant.held": _("This person already has this role in that time."),
    "people.grant.unknown": _("This role was never given."),
    "people.grant.unknown_role": _("This role does not exist."),
}
