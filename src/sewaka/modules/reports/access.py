"""Who may do what with a report, as rules over `Case`."""

from __future__ import annotations

from sewaka.kernel.access import (
    EVERYTHING,
    NOTHING,
    Actor,
    Rule,
    Scope,
    anyone,
    field_is,
    has,
    nobody,
    system,
)
from sewaka.kernel.errors import Forbidden
from sewaka.platform.cases import api as cases

VOLUNTEER = "reports.volunteer"
HAMLET_HEAD = "reports.hamlet_head"
VILLAGE_STAFF = "reports.village_staff"
VILLAGE_HEAD = "reports.village_head"
DISTRICT_HEAD = "reports.district_head"
AGENCY_OFFICER = "reports.agency_officer"
AGENCY_HEAD = "reports.agency_head"
AGENCY_VERIFIER = "reports.agency_verifier"
TRIAGE = "reports.triage"
VALIDATOR = "reports.validator"
MODERATOR = "reports.moderator"
REPORTS_ADMIN = "reports.admin"
MAYOR = "mayor"  # the platform's role; here it has a list and may ask
INSPECTOR = "reports.inspector"

STAFF_ROLES = frozenset(
    {
        HAMLET_HEAD,
        VILLAGE_STAFF,
        VILLAGE_HEAD,
        DISTRICT_HEAD,
        AGENCY_OFFICER,
        AGENCY_HEAD,
        AGENCY_VERIFIER,
        TRIAGE,
        VALIDATOR,
        MODERATOR,
        REPORTS_ADMIN,
        INSPECTOR,
    }
)

AGENCY_ROLES = frozenset({AGENCY_OFFICER, AGENCY_VERIFIER, AGENCY_HEAD})

COUNTER_ROLES = frozenset(
    {
        HAMLET_HEAD,
        VILLAGE_STAFF,
        VILLAGE_HEAD,
        DISTRICT_HEAD,
        AGENCY_OFFICER,
        AGENCY_VERIFIER,
        AGENCY_HEAD,
        TRIAGE,
    }
)


def _held_by(role: str) -> Rule:
    """The desk of this role holds the case."""
    return field_is("holder_role", role)


def hamlet_desk() -> Rule:
    """The hamlet head who holds it; the village office above may act in his place."""
    return _held_by(HAMLET_HEAD) & (
        has(HAMLET_HEAD, Scope.TERRITORY)
        | has(VILLAGE_STAFF, Scope.TERRITORY)
        | has(VILLAGE_HEAD, Scope.TERRITORY)
    )


def village_desk() -> Rule:
    """The village office that holds it, staff or head."""
    return _held_by(VILLAGE_STAFF) & (
        has(VILLAGE_STAFF, Scope.TERRITORY) | has(VILLAGE_HEAD, Scope.TERRITORY)
    )


def district_desk() -> Rule:
    """The head of the district that holds it."""
    return _held_by(DISTRICT_HEAD) & has(DISTRICT_HEAD, Scope.TERRITORY)


def territorial_desk() -> Rule:
    """Hamlet, village or district, where it lies with them."""
    return hamlet_desk() | village_desk() | district_desk()


def agency_desk() -> Rule:
    """The agency that holds it: officer, verifier or head.

    On the head's list the officer may still act. For a sealed report these are the inspectors.
    """
    at_agency = field_is("holder_role", AGENCY_OFFICER, AGENCY_HEAD) & (
        has(AGENCY_OFFICER, Scope.AGENCY)
        | has(AGENCY_VERIFIER, Scope.AGENCY)
        | has(AGENCY_HEAD, Scope.AGENCY)
    )
    return at_agency | inspectorate_desk()


def validating_desk() -> Rule:
    """Who looks at finished work: the hamlet head himself, or the validating office.

    The village office does not stand in for the hamlet head here: it may have done the work.
    """
    return (_held_by(HAMLET_HEAD) & has(HAMLET_HEAD, Scope.TERRITORY)) | (
        _held_by(VALIDATOR) & has(VALIDATOR)
    )


def inspectorate_desk() -> Rule:
    """The inspectors, for what lies with them; never one who serves at an office concerned."""
    lies_there = _held_by(INSPECTOR) | (_held_by(AGENCY_HEAD) & field_is("visibility", "secret"))
    return lies_there & has(INSPECTOR) & ~cases.is_excluded()


def inspectors() -> Rule:
    """Who reads sealed reports, wherever they lie."""
    return has(INSPECTOR)


def not_sealed() -> Rule:
    """The report may pass from office to office."""
    return field_is("visibility", "public", "parties")


def triage_desk() -> Rule:
    """Triage, for what lies with triage."""
    return _held_by(TRIAGE) & has(TRIAGE)


def mayors_desk() -> Rule:
    """The mayor, for everything that is not sealed."""
    return field_is("visibility", "public", "parties") & has(MAYOR)


def any_desk() -> Rule:
    """Whoever has to act now."""
    return territorial_desk() | agency_desk() | triage_desk()


def anywhere_triage() -> Rule:
    """Triage, for every report that is not sealed, wherever it lies."""
    return field_is("visibility", "public", "parties") & has(TRIAGE)


def on_the_spot() -> Rule:
    """A volunteer of the place, for what everybody may read."""
    return field_is("visibility", "public") & has(VOLUNTEER, Scope.TERRITORY)


def local_desk() -> Rule:
    """Hamlet or village, where it lies with them."""
    return hamlet_desk() | village_desk()


def offices_of_the_place() -> Rule:
    """Village and district of the place: they write to agencies."""
    return (
        has(VILLAGE_STAFF, Scope.TERRITORY)
        | has(VILLAGE_HEAD, Scope.TERRITORY)
        | has(DISTRICT_HEAD, Scope.TERRITORY)
    )


def author() -> Rule:
    """The citizen who sent it: signed in, or with number and secret."""
    return cases.is_author()


def moderation() -> Rule:
    """Those who look after what the public reads; never a sealed report."""
    return field_is("visibility", "public", "parties") & has(MODERATOR)


def contact_desk(identity: str) -> Rule:
    """Who reads the contact of an author who chose this way of being known.

    Anonymous: nobody. Named: the desk that handles it, the hamlet head included (in the own hamlet:
    the desk lies nowhere else). Confidential: the desk, from the village office upward.
    """
    if identity == "anonymous":
        return nobody()
    above_hamlet = village_desk() | agency_desk() | triage_desk()
    return above_hamlet | hamlet_desk() if identity == "named" else above_hamlet


def opens_contacts() -> Rule:
    """Triage, with a reason; never in a sealed report."""
    return not_sealed() & has(TRIAGE)


def reads_originals() -> Rule:
    """Whoever has to act now, and those who decide on what the public reads."""
    return any_desk() | moderation() | (not_sealed() & has(TRIAGE))


def blackens() -> Rule:
    """The same people blacken what a photo must not show."""
    return reads_originals()


def officers() -> Rule:
    """Whoever serves the reports; each page asks for the case as well."""
    return Rule(
        words="an officer of the reports",
        condition=lambda actor: (
            EVERYTHING if any(held.role in STAFF_ROLES for held in actor.grants) else NOTHING
        ),
        roles=STAFF_ROLES,
    )


def bans() -> Rule:
    """Who keeps a troll from troubling the offices."""
    return not_sealed() & (has(MODERATOR) | has(TRIAGE))


def set_up() -> Rule:
    """Who says what there is: categories, routes, promises, templates, keys."""
    return has(REPORTS_ADMIN) | system()


def check_set_up(actor: Actor) -> None:
    """Raise Forbidden for everybody but the desk of the set-up."""
    if not set_up().allows(actor, None):
        raise Forbidden("reports.setup.not_yours")


def the_city_itself() -> Rule:
    """Only the city's own jobs."""
    return system()


def public_pages() -> Rule:
    """Reporting, tracking and lists need no account: a report must cost no more than a minute.

    What a page shows is still decided by `queries`, for the actor who asks.
    """
    return anyone()


def enters_for_citizens() -> Rule:
    """Who enters a report for somebody at the counter, on the telephone or on the round.

    Any place: a citizen may ask at every office. Inspectors, moderators and validators do not.
    """
    return Rule(
        words="an office that citizens come to",
        condition=lambda actor: (
            EVERYTHING if any(held.role in COUNTER_ROLES for held in actor.grants) else NOTHING
        ),
        roles=COUNTER_ROLES,
    )


def crews() -> Rule:
    """Who goes out for an agency, and sees its round."""
    return (
        has(AGENCY_OFFICER, Scope.AGENCY)
        | has(AGENCY_VERIFIER, Scope.AGENCY)
        | has(AGENCY_HEAD, Scope.AGENCY)
    )


def queues() -> Rule:
    """Who looks after what lies between the desks; each sees its own queues."""
    return has(TRIAGE) | has(MODERATOR) | crews()


def mayors_pages() -> Rule:
    """The mayor's list."""
    return has(MAYOR)
