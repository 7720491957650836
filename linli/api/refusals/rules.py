"""Which codes an operation may refuse with, for the description of the door.

A test asks the door in all ways it knows; a code that is not written here fails it.
"""

ALWAYS = ("api.key_missing", "keys.refused", "keys.scope_missing", "common.too_many")
"""Every operation counts calls and asks for a key."""

READS = ("api.not_understood",)
WRITES = ("api.not_understood", "api.unreadable", "api.body_too_large", "common.text_too_long")
ONE = ("common.not_found",)
"""What one thing is asked for by: there is none, or not for this key."""

AGAIN = ("api.same_key_other_content",)
"""What is made under an ``Idempotency-Key``."""

PICTURES = (
    "grid.too_many_pictures", "grid.picture_too_large", "grid.pictures_too_large",
    "grid.not_a_picture", "grid.picture_is_heic",
)  # fmt: skip
FILES = ("grid.attachment_too_large", "grid.file_not_taken", "grid.file_has_program")
POINTS = ("common.point_at_zero", "common.point_swapped", "common.point_out_of_world")

STEP = (
    *ONE, "people.not_your_territory", "common.forbidden", "grid.changed_meanwhile",
    "grid.move_not_allowed",
)  # fmt: skip
HELD = (*STEP, "grid.in_dispute")
"""A step on a case; one whose duty is in dispute stands still."""

REASON = ("grid.reason_needed",)
HANDS = ("grid.not_in_your_hands",)
PART = (
    *ONE, "people.not_your_territory", "common.forbidden", "grid.changed_meanwhile",
    "grid.task_move_not_allowed", "grid.in_dispute",
)  # fmt: skip
OWN_PART, GIVEN_PART = (*PART, "grid.not_your_part"), (*PART, "grid.not_yours_to_give")
DUE = ("grid.due_while_standing", "grid.due_gone", "grid.due_outside")
DISPUTE = (
    *ONE, *REASON, "people.not_your_territory", "common.forbidden", "grid.changed_meanwhile",
)  # fmt: skip
LIST_BESIDE = (*ONE, "grid.cursor_unreadable")

OF: dict[str, tuple[str, ...]] = {
    "units": (), "organisations": (), "categories": (), "me": (),
    "cases": ("grid.cursor_unreadable",),
    "case": ONE, "entries": ONE, "photo": ONE, "file": ONE, "paper": ONE, "papers": (),
    "supervision_file": ONE,
    "parts": LIST_BESIDE, "disputes": LIST_BESIDE, "notes": LIST_BESIDE,
    "follow_ups": LIST_BESIDE, "case_files": LIST_BESIDE,
    "report": (
        *AGAIN, *PICTURES, *POINTS, "common.forbidden", "api.place_unclear",
        "territory.unit_unknown", "territory.door_code_unknown", "grid.unknown_category",
        "people.phone_refused",
    ),
    "settle": (
        *AGAIN, *PICTURES, *POINTS, "common.forbidden", "people.not_your_territory",
        "territory.unit_unknown", "grid.unknown_category", "grid.outside_your_grid",
        "grid.pictures_needed",
    ),
    "batch": (),
    "undo": (*STEP, "grid.too_late_to_undo"),
    "register": (*HELD, "grid.unknown_category"),
    "decline": (*HELD, *REASON),
    "dispatch": (
        *HELD, "grid.may_not_lead", "grid.may_not_assist", "grid.desk_above_decides",
    ),
    "accept": (*HELD, *HANDS),
    "give_back": (*HELD, *REASON, *HANDS, "grid.returns_used_up"),
    "done": (*HELD, *REASON, *HANDS, *PICTURES, "grid.tasks_open"),
    "verify": (*HELD, "grid.handler_may_not_verify"),
    "rework": (*HELD, *REASON, *PICTURES, "grid.handler_may_not_verify"),
    "close": HELD,
    "reopen": (
        *HELD, *REASON, "grid.rating_over", "grid.already_asked", "grid.desk_above_decides",
    ),
    "ask_suspension": (
        *HELD, *REASON, *HANDS, "grid.no_clock", "grid.already_asked", "grid.clock_stands",
    ),
    "ask_extension": (
        *HELD, *REASON, *HANDS, "grid.no_clock", "grid.already_asked", "grid.clock_stands",
        "grid.extensions_used_up",
    ),
    "grant": (*HELD, "grid.nothing_asked", "grid.setter_decides"),
    "refuse": (*HELD, *REASON, "grid.nothing_asked", "grid.setter_decides"),
    "resume": (*HELD, *HANDS, "grid.clock_runs"),
    "merge": (*HELD, "grid.into_itself", "grid.tasks_open"),
    "split": (*HELD, *REASON, "grid.unknown_category"),
    "part_give": (
        *AGAIN, *PART, *REASON, *DUE, "grid.not_yours_to_give", "grid.may_not_assist",
        "grid.no_parts_now",
    ),
    "part_accept": OWN_PART,
    "part_done": (*OWN_PART, *REASON, *PICTURES),
    "part_ask": (*OWN_PART, *REASON),
    "part_go_on": OWN_PART,
    "part_give_back": (*OWN_PART, *REASON),
    "part_answer": (*GIVEN_PART, *REASON),
    "part_set_due": (*GIVEN_PART, *DUE),
    "part_withdraw": (*GIVEN_PART, *REASON),
    "dispute_begin": (*AGAIN, *DISPUTE, "grid.nothing_in_dispute", "grid.in_dispute"),
    "dispute_state": (*DISPUTE, "grid.dispute_ended", "grid.not_a_party"),
    "dispute_decide": (
        *DISPUTE, "grid.dispute_ended", "grid.not_the_decider", "grid.may_not_take",
    ),
    "dispute_withdraw": (*DISPUTE, "grid.dispute_ended"),
    "note": (
        *AGAIN, *ONE, *REASON, *PICTURES, *FILES, "grid.too_many_files",
        "people.not_your_territory", "common.forbidden", "grid.not_on_this_case",
        "grid.nothing_more_to_say",
    ),
    "follow_up": (
        *AGAIN, *STEP, *REASON, "grid.another_post_asks", "grid.rated_by_herself",
        "grid.followed_up_already", "grid.nobody_to_ask", "grid.asked_already",
        "grid.message_only_asks", "grid.answers_missing", "grid.nobody_answered",
        "grid.reopens_used_up", "grid.rating_over", "grid.already_asked",
        "grid.desk_above_decides",
    ),
    "feedback": (
        *AGAIN, *ONE, *FILES, "common.forbidden", "party.too_many_enclosures", "party.not_addressed",
        "party.move_not_allowed", "party.changed_meanwhile", "party.already_answered",
        "party.text_needed",
    ),
}  # fmt: skip
"""Operation → codes it refuses with beside those of all."""

NO_SCOPE = frozenset({"me"})


def codes_of(operation: str, *, writes: bool) -> frozenset[str]:
    """Return every code that an operation may refuse with.

    Raises:
        KeyError: there is no such operation.
    """
    always = set(ALWAYS) - ({"keys.scope_missing"} if operation in NO_SCOPE else set())
    return frozenset({*always, *(WRITES if writes else READS), *OF[operation]})
