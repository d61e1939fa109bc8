"""The words for codes: states, groups of categories, reasons, errors.

Rules carry codes; people read these. Codes without words would be a fault: a test walks them all.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import DomainError
from sewaka.kernel.workflow import Text
from sewaka.modules.reports.rules import states

STATES: Mapping[str, Text] = {
    states.SUBMITTED: _("Received"),
    states.NEEDS_INFO: _("Waiting for the author's answer"),
    states.VERIFIED: _("Checked on the spot"),
    states.FORWARDED: _("Passed on to the agency"),
    states.ACCEPTED: _("Taken on"),
    states.SCHEDULED: _("Planned for a day"),
    states.IN_PROGRESS: _("Being worked on"),
    states.AWAITING_VALIDATION: _("Finished, another office looks at it"),
    states.RESOLVED: _("Done, waiting for the author's word"),
    states.CONFIRMED: _("Done, confirmed by the citizen"),
    states.AUTO_CLOSED: _("Done, closed after ten days"),
    states.REOPENED: _("Opened again"),
    states.REJECTED: _("Not taken on"),
    states.NOT_RESPONSIBLE: _("Not the city's task"),
    states.DUPLICATE: _("Merged with another report"),
    states.CANCELLED: _("Taken back by the author"),
}

GROUPS: Mapping[str, Text] = {
    "infrastructure": _("Roads and water"),
    "traffic": _("Traffic"),
    "cleanliness": _("Cleanliness and environment"),
    "health": _("Health"),
    "order": _("Public order"),
    "services": _("Public services"),
    "social": _("Social matters"),
    "integrity": _("Integrity"),
    "participation": _("Your ideas"),
}

# What a category that the city adds is drawn with.
GROUP_ICONS: Mapping[str, str] = {
    "infrastructure": "construction",
    "traffic": "traffic-cone",
    "cleanliness": "trash-2",
    "health": "hospital",
    "order": "volume-2",
    "services": "file-check",
    "social": "hand-heart",
    "integrity": "scale",
    "participation": "message-circle",
}

# What a category may be drawn with.
ICONS: Mapping[str, Text] = {
    "trash-2": _("Dustbin"),
    "construction": _("Road works"),
    "lamp": _("Lamp"),
    "cloud-rain": _("Rain"),
    "tree-palm": _("Tree"),
    "traffic-cone": _("Traffic cone"),
    "droplets": _("Drops of water"),
    "footprints": _("Footprints"),
    "volume-2": _("Loudspeaker"),
    "message-circle": _("Speech bubble"),
    "wind": _("Wind"),
    "bug": _("Insect"),
    "hospital": _("Hospital"),
    "id-card": _("Identity card"),
    "file-check": _("Paper with a tick"),
    "school": _("School building"),
    "hand-heart": _("Helping hand"),
    "scale": _("Scales"),
}

KINDS: Mapping[str, Text] = {
    "complaint": _("Complaint"),
    "suggestion": _("Suggestion"),
    "criticism": _("Criticism"),
    "information_request": _("Question"),
    "integrity": _("Integrity report"),
}

CHANNELS: Mapping[str, Text] = {
    "web": _("Website"),
    "android": _("Phone"),
    "open311": _("Other programs (Open311)"),
    "counter": _("At the counter"),
    "phone": _("By telephone"),
    "staff": _("Officers on their round"),
    "chat": _("Chat"),
}

NOT_VALIDATED: Text = _("Done, not validated: no office that was asked has looked.")
VERDICTS: Mapping[str, Text] = {
    "accepted": _("Another office has looked: it is done."),
    "refused": _("Another office has looked: it is not done yet."),
    "skipped": _("Not checked: the office that was asked did not look within two working days."),
}

REASONS: tuple[tuple[str, Text], ...] = (
    ("unclear", _("It is not clear what is meant")),
    ("not_public_matter", _("It is not a public matter")),
    ("insult_or_spam", _("Insult or advertisement")),
    ("private_dispute", _("A dispute between private persons")),
    ("in_court", _("It is before a court")),
    ("withdrawn_by_law", _("The law closes it")),
)
REASON_NO_ANSWER = "no_answer"
ALL_REASONS: Mapping[str, Text] = dict(REASONS) | {
    REASON_NO_ANSWER: _("The author did not answer our question")
}

EXTERNAL_BODIES: tuple[tuple[str, Text], ...] = (
    ("pln", _("PLN (electricity)")),
    ("telkom", _("Telkom (telephone)")),
    ("balai-jalan", _("National Roads Office")),
    ("pupr-bali", _("Public Works of Bali Province")),
    ("badung", _("Badung Regency")),
    ("gianyar", _("Gianyar Regency")),
)

# For a place outside the city, by `rules.places.Onward`.
ONWARD: Mapping[str, Text] = {
    "question": _("Ask the city about it; we answer you"),
    "badung": _("It is for Badung Regency"),
    "gianyar": _("It is for Gianyar Regency"),
}

ERRORS: Mapping[str, Text] = {
    "reports.category.required": _("Choose what it is about."),
    "reports.category.unknown": _("This kind of report is no longer offered. Choose another one."),
    "reports.identity.not_offered": _("This way of giving your name is not offered here."),
    "reports.kind.unknown": _("Choose one of the kinds shown."),
    "reports.channel.unknown": _("Say how the citizen came to you."),
    "reports.language.unknown": _("Choose a language of the list."),
    "reports.description.required": _("Tell us what is wrong, or add a photo."),
    "reports.description.too_long": _(
        "The text is longer than 4,000 characters. Shorten it a little; nothing was lost."
    ),
    "reports.landmark.too_long": _("The landmark is longer than 200 characters."),
    "reports.place.required": _(
        "Say where it is: use your position, or choose the village from the list."
    ),
    "reports.place.village_unknown": _("Choose a village from the list."),
    "reports.place.hamlet_elsewhere": _("This hamlet lies in another village. Choose again."),
    "reports.position.incomplete": _("The position is incomplete. Set it again."),
    "reports.position.malformed": _("The position can not be read. Set it again."),
    "reports.position.out_of_range": _("The position is not on the globe. Set it again."),
    "reports.position.swapped": _(
        "Latitude and longitude seem to be exchanged. Is this the place?"
    ),
    "reports.position.vague": _(
        "Your phone does not know its place well enough. Set the pin, or choose the village."
    ),
    "reports.position.outside": _(
        "This position lies outside Denpasar. If the problem is in the city, choose the village."
    ),
    "reports.position.outside_badung": _(
        "This position lies outside Denpasar, it seems in Badung Regency. If the problem is in the"
        " city, choose the village."
    ),
    "reports.position.outside_gianyar": _(
        "This position lies outside Denpasar, it seems in Gianyar Regency. If the problem is in the"
        " city, choose the village."
    ),
    "reports.open311.onward": _(
        "For a place outside the city: badung or gianyar passes the request on to that regency,"
        " question asks the city."
    ),
    "reports.contact.name_too_long": _("The name is longer than 100 characters."),
    "reports.contact.phone_malformed": _("This is not a phone number. Example: 0812-3456-7890"),
    "reports.contact.email_malformed": _("This is not an e-mail address. Example: nama@contoh.id"),
    "reports.photos.too_many": _("At most four photos. Remove one first; the others are kept."),
    "reports.photos.digest": _("The photo arrived broken. Please send it again."),
    "reports.photos.too_late": _("This photo comes too late. Add it to an answer instead."),
    "reports.bbox": _("A box is written west,south,east,north."),
    "reports.other_site": _("This can only be sent from our own pages."),
    "reports.photos.unknown": _("This photo was not announced with the report."),
    "reports.too_many": _("You have sent several reports in a short time. Your text is kept."),
    "reports.pauses_used_up": _(
        "The author has been asked twice already. Decide with what is known."
    ),
    "reports.confirm.too_late": _("The ten days to answer are over."),
    "reports.merge.itself": _("This is the same report, or it goes on as this one already."),
    "reports.merge.is_master": _(
        "Other reports go on as this one. Merge the other report into this one instead."
    ),
    "reports.merge.sealed": _("A sealed report is never merged."),
    "reports.merge.too_old": _(
        "The other report was closed more than 90 days ago. Work on this one by itself."
    ),
    "reports.merge.not_merged": _("This report is not merged with another one."),
    "reports.merge.unknown": _("There is no report of this number that you may see."),
    "reports.objection.used": _("You have objected once already. The decision now stands."),
    "reports.objection.too_late": _(
        "The thirty days to object are over. Send a new report if it is still so."
    ),
    "reports.dispute.not_following": _(
        'Only who said "Me too" before the work was called done may say that it is not.'
    ),
    "reports.dispute.once": _("You have said so already. It counts once."),
    "reports.dispute.not_open": _("This report is not waiting for an answer."),
    "reports.schedule.needs_head": _(
        "This day lies after the promised one. Only the head of the agency may name it."
    ),
    "reports.finish.has_validated": _(
        "You have looked at this work for another office. Somebody else has to finish it."
    ),
    "reports.validate.own_work": _(
        "You have finished work of this report yourself. Somebody else has to look at it."
    ),
    "reports.returns_used_up": _("It was returned twice. Triage has decided: it stays here."),
    "reports.answer_by.past": _("Choose a day that is still to come."),
    "reports.cursor": _("This link is broken. Start again from the first page."),
    "reports.import.future": _("It lies in the future."),
    "reports.import.no_date": _("This is not a date of the export."),
    "reports.import.unknown_type": _("No category is known for this type."),
    "reports.hazard.unread": _("Read the warning first, then press its button to go on."),
    "reports.answer.unknown": _("This question is not asked here."),
    "reports.answer.required": _("This question needs an answer."),
    "reports.answer.one_only": _("Only one answer fits here."),
    "reports.answer.not_offered": _("This answer is not one of those offered."),
    "reports.answer.number": _("This must be a number."),
    "reports.answer.datetime": _("This must be a date, or a date and time with its offset."),
    "reports.answer.string": _("The answer is longer than 255 characters."),
    "reports.answer.text": _("The answer is longer than 4,000 characters."),
    "reports.open311.merged": _("Merged into report %(number)s."),
    "reports.open311.date": _(
        "Write a date as 2026-11-23, or an instant as 2026-11-23T14:05:00+08:00."
    ),
    "reports.open311.date_without_offset": _(
        "An instant needs its offset, as in 2026-11-23T14:05:00+08:00."
    ),
    "reports.open311.end_before_start": _("The end lies before the start."),
    "reports.open311.span": _("Ask for at most 90 days at once, or 31 days of updates."),
    "reports.open311.too_many_ids": _("Ask for at most 1,000 ids at once."),
    "reports.open311.status": _("The status is open, closed, or both with a comma."),
    "reports.open311.bbox": _("A box is written long1,lat1,long2,lat2 in degrees."),
    "reports.open311.radius": _("The radius is a number of metres, at most 5,000."),
    "reports.open311.page": _("Pages are counted from 1."),
    "reports.open311.page_size": _("A page holds 1 to 500 rows."),
    "reports.open311.order_by": _(
        "Sort by requested_datetime or updated_datetime, with a minus for newest first."
    ),
    "reports.open311.flag": _("Write true or false."),
    "reports.open311.locale": _("The languages are id and en."),
    "reports.open311.jurisdiction": _("This jurisdiction is not served here."),
    "reports.open311.no_service": _("There is no service of this code."),
    "reports.open311.no_request": _("There is no request of this number."),
    "reports.open311.no_token": _("This token is unknown, or its 30 days are over."),
    "reports.open311.no_resource": _("There is nothing at this address."),
    "reports.open311.method": _("This address does not take that kind of request."),
    "reports.open311.key_missing": _("Sending needs an api_key."),
    "reports.open311.key_unknown": _("This api_key is not known, or it has been switched off."),
    "reports.open311.key_not_allowed": _("This api_key may not do that."),
    "reports.open311.body": _("The form that was sent can not be read."),
    "reports.open311.id_required": _("Say which request: service_request_id."),
    "reports.open311.update_id": _("Give the update a number of its own, at most 100 characters."),
    "reports.open311.update_reused": _("This update_id was already used for other words."),
    "reports.open311.update_status": _("This status is not one that an update can ask for."),
    "reports.open311.description": _("Say something: the description is empty."),
    "reports.open311.media_url": _("An address of a picture has at most 2,000 characters."),
    "reports.open311.name_taken": _("Another program is already called %(name)s."),
    "reports.address.too_long": _("The address is longer than 300 characters."),
    "reports.address.unknown_id": _("An address_id is the code of a village or hamlet."),
    "reports.confidential": _("The author or the category asked to keep it closed."),
    "reports.closed_already": _("The report is closed to the public already."),
    "reports.open_already": _("The report may be shown in public already."),
    "reports.contact_erased_already": _("Your contact was erased already."),
    "reports.no_contact": _("The author left no contact."),
    "reports.sender_unknown": _("Neither the device nor a contact of the sender is known."),
    "reports.reason": _("Say in a few words why, so that it can be understood later."),
    "reports.boxes": _("Draw at least one box that lies on the photo."),
}


def refusal(code: str) -> DomainError:
    """A refusal of a rule of ours, with its words: wherever it is shown, people can read it."""
    return DomainError(code, words=ERRORS[code])


def sentence(code: str) -> str:
    """What a person reads for an error code; the code itself when there are no words for it."""
    return str(ERRORS.get(code, code))
