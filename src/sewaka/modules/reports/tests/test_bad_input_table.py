"""Section 8 of the brief as a table: each row names the tests that prove it.

Those tests go through the door that the row speaks of. That they exist is checked here; that they
pass, where they stand. A row without a proof, and a proof that was renamed away, are red.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[5]
OURS = "src/sewaka/modules/reports/tests/test_"
FILES = "src/sewaka/platform/files/tests/test_"
LATER = f"{OURS}bad_input_later.py::test_"
CASES = "src/sewaka/platform/cases/tests/test_"

TABLE: Mapping[str, Mapping[str, str]] = {
    "lat/long missing one, text, nan, inf, 1e400, out of range, swapped": {
        "form": f"{OURS}bad_input.py::test_positions_at_the_form",
        "our own API": f"{OURS}bad_input.py::test_positions_at_our_own_api",
        "Open311": f"{OURS}bad_input.py::test_positions_at_open311",
        "offered back": f"{OURS}bad_input.py::"
        "test_a_swapped_position_is_offered_back_and_taken_when_confirmed",
        "never in PostgreSQL": f"{OURS}georeport_reading.py::test_half_a_position_never_gets_in",
        "CHECK against NaN": f"{CASES}constraints.py::test_case",
    },
    "position in the sea or Kuta; accuracy > 500 m": {
        "form": f"{OURS}bad_input.py::test_positions_at_the_form",
        "accuracy": f"{OURS}bad_input.py::test_a_vague_fix_at_the_form",
        "edge": f"{OURS}rules_draft.py::test_a_vague_fix_asks_for_the_pin",
        "ways out": f"{OURS}outside.py::"
        "test_without_a_wish_nothing_is_taken_and_the_ways_are_shown",
        "English": f"{OURS}outside.py::test_the_flow_in_english",
        "in a browser": "tests/journeys/test_complaint.py::"
        "test_a_place_outside_the_city_is_said_beside_it_and_passed_on",
        "passed on": f"{OURS}outside.py::"
        "test_a_neighbours_report_is_passed_on_and_the_trial_says_so",
    },
    "no text and no photo; blanks, emoji, 4,001 characters; HTML; NUL; surrogates; controls": {
        "refused": f"{OURS}bad_input.py::test_texts_at_every_door",
        "taken": f"{OURS}bad_input.py::test_texts_that_are_taken_and_how",
        "surrogates": f"{OURS}bad_input.py::test_lone_surrogates_are_no_text",
        "escaped": f"{OURS}web_flow.py::test_hostile_words_come_back_as_words",
    },
    "unknown, retired, leading-zero, numeric-looking service_code": {
        "unknown": f"{OURS}bad_input.py::test_unknown_and_number_like_codes",
        "retired": f"{OURS}bad_input.py::"
        "test_a_leading_zero_is_a_code_of_its_own_and_a_retired_one_stays_readable",
        "definition": f"{OURS}georeport_services.py::test_unknown_and_retired_services_are_404",
    },
    "required attribute missing, outside the list, list for single, unknown code": {
        "words": f"{OURS}bad_input.py::test_answers_that_do_not_fit_all_in_one_answer",
        "at once": f"{OURS}georeport_sending.py::"
        "test_all_problems_of_attributes_come_in_one_answer",
        "kept apart": f"{OURS}georeport_sending.py::test_answers_nobody_asked_for_are_kept_apart",
    },
    "api_key absent / wrong / switched off / over quota": {
        "403": f"{OURS}bad_input_city.py::test_keys",
        "429": f"{OURS}bad_input_city.py::test_a_key_over_its_quota",
    },
    "same Idempotency-Key, same body / other body": {
        "our own API": f"{OURS}bad_input_city.py::test_one_key_two_bodies",
        "Open311": f"{OURS}georeport_sending.py::test_the_same_idempotency_key_is_the_same_request",
    },
    "photo 30,000² PNG, polyglot, HEIC, PDF, 0 bytes, rotated EXIF, GPS in EXIF": {
        "words": f"{OURS}bad_input.py::test_photos_at_the_form_and_at_open311",
        "others kept": f"{OURS}bad_input.py::test_a_bad_photo_leaves_the_good_one_in_the_form",
        "turned": f"{FILES}photo.py::test_picture_is_turned_as_the_camera_was_held",
        "stripped": f"{FILES}photo.py::test_no_metadata_survives",
    },
    "upload cut five times, phone off, browser closed": {
        "phone": "tests/journeys/test_offline.py::"
        "test_without_a_signal_from_the_first_step_and_a_line_that_breaks_five_times",
        "once": f"{OURS}api.py::test_photos_arrive_once_by_digest",
        "words": f"{LATER}photos_that_never_came_are_told_to_their_author",
        "after 48 h": f"{OURS}missing_photos.py::"
        "test_after_two_days_the_author_hears_which_are_missing_and_once",
    },
    "media_url to localhost, private range, redirect, 50 MB, never answers": {
        "note": f"{OURS}bad_input_city.py::test_media_addresses_that_lead_inside",
        "proof": f"{OURS}georeport_proofs.py::"
        "test_a_proof_that_can_not_be_had_leaves_the_work_unfinished",
        "redirect": f"{OURS}georeport_sending.py::test_what_is_no_picture_leaves_a_note",
        "50 MB": "src/sewaka/kernel/tests/test_http.py::test_endless_body_is_cut",
        "silence": "src/sewaka/kernel/tests/test_http.py::"
        "test_silent_server_is_left_at_the_deadline",
    },
    "hop's unit abolished, hamlet without head, whole village on leave": {
        "told": f"{OURS}bad_input_city.py::"
        "test_a_village_on_leave_is_passed_at_once_and_triage_is_told",
        "no head": f"{OURS}actions_submit.py::test_a_hamlet_without_head_goes_to_the_village",
        "leave": f"{OURS}actions_hops.py::test_leave_counts_at_the_instant_not_when_the_job_runs",
    },
    "routing rule missing": {
        "triage": f"{OURS}bad_input_city.py::"
        "test_without_a_route_triage_holds_it_and_the_city_was_warned",
    },
    "holiday calendar changed afterwards": {
        "dry": f"{OURS}recomputing.py::test_a_new_holiday_moves_what_is_to_come",
        "past": f"{OURS}recomputing.py::test_what_is_past_stays",
        "words": f"{LATER}dues_that_the_calendar_moved_are_told_on_the_page",
    },
    "clock skew ±10 min, photo time in the future": {
        "skew": f"{OURS}rules_proofs.py::test_ten_minutes_of_skew_are_forgiven",
        "words": f"{LATER}a_photo_from_before_the_work_asks_for_a_reason",
        "future": f"{OURS}actions_work.py::test_a_time_in_the_future_is_no_time",
        "server": f"{CASES}move.py::test_a_clock_that_runs_behind_never_turns_time_back",
    },
    "two officers act at once": {
        "words": f"{OURS}bad_input_city.py::test_two_officers_at_once",
        "race": f"{CASES}races.py::test_two_officers_one_case",
    },
    "worker down for a day": {
        "page": f"{OURS}bad_input_city.py::test_the_page_says_that_updates_are_delayed",
        "five minutes": f"{OURS}chain_journey.py::"
        "test_the_page_says_so_when_the_clock_stands_still",
        "instants": f"{OURS}chain_journey.py::"
        "test_a_worker_that_was_down_catches_up_with_the_same_instants",
    },
    "notices bounce, SMS provider dead": {
        "bounce": "src/sewaka/platform/notify/tests/test_sending.py::"
        "test_a_bounce_is_noted_and_tried_no_more",
        "words": f"{LATER}a_notice_that_bounced_is_counted_where_the_machine_is_watched",
        "retried": "src/sewaka/platform/notify/tests/test_push.py::"
        "test_a_busy_service_is_asked_again",
    },
    "disk full / database down": {
        "page": f"{OURS}bad_input_city.py::test_a_database_that_is_gone_is_503_with_a_time",
        "Open311": f"{OURS}georeport_border.py::test_our_own_failures_are_errors_too",
        "disk": f"{FILES}actions.py::test_full_disk_is_said_and_leaves_no_row",
        "phone": "tests/journeys/test_offline.py::test_twenty_reports_wait_and_twenty_arrive",
    },
    "flood from one device or a troll": {
        "words": f"{OURS}bad_input_city.py::test_a_flood_at_every_door",
        "network": f"{OURS}privacy_desk.py::"
        "test_limits_count_devices_and_contacts_never_a_network",
        "ban": f"{OURS}privacy_desk.py::"
        "test_a_banned_sender_is_heard_by_triage_alone_and_not_told",
    },
    "search by a stranger for someone's number or NIK": {
        "page": f"{OURS}bad_input_city.py::test_a_stranger_searches_for_a_person",
        "equal work": "src/sewaka/platform/search/tests/test_find.py::"
        "test_strangers_find_no_identity_or_telephone_number",
    },
    "someone pastes a NIK in the text": {
        "preview": f"{OURS}bad_input_city.py::"
        "test_a_pasted_identity_number_is_marked_and_covered",
        "by need": f"{OURS}privacy_desk.py::test_the_original_is_sealed_and_read_by_need",
    },
    "merge into own child, into secret, cycle": {
        "words": f"{OURS}bad_input_city.py::test_merges_that_can_not_be",
        "database": f"{OURS}actions_merging.py::"
        "test_the_database_holds_that_a_master_is_no_child",
    },
    "author erases contact": {
        "page": f"{OURS}bad_input_city.py::test_an_erased_contact_is_told_on_the_authors_page",
        "silence": f"{OURS}rights.py::test_after_erasing_nobody_is_told",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "proof", [proof for row in TABLE.values() for proof in row.values()], ids=str
)
def test_every_row_is_proven(proof: str) -> None:
    path, name = proof.split("::")
    assert name in _tests_of(path)


@pytest.mark.parametrize("row", TABLE)
def test_every_row_is_read_in_both_languages(row: str) -> None:
    """One proof at least asks in Indonesian and in English, and asserts the sentence of each."""
    asked = [proof for proof in TABLE[row].values() if _speaks_both(*proof.split("::"))]
    assert asked, f"no proof of this row asks in both languages: {row}"


def test_every_row_of_the_brief_stands_here() -> None:
    assert len(TABLE) == 23
    assert all(TABLE.values())


_IN_BOTH = ("LANGUAGES", "sentences")  # walked through itself, or by the helper of the city's file


def _speaks_both(path: str, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id in _IN_BOTH
        for part in ast.walk(_tests_of(path)[name])
    )


@cache
def _tests_of(path: str) -> Mapping[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
