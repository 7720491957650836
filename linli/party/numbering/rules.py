"""How an official number is written: code of the office, year in six-cornered brackets, number.

Source: GB/T 9704-2012, 7.2.5: the number consists of the office's code, the year and the
running number; the year is written in full in 〔〕; the running number has neither 第 nor
leading noughts and ends in 号. 《党政机关公文处理工作条例》(2012), art. 9 (5).
"""

import re

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, Role, check_role

MAY_SET = (Role.DISTRICT_DESK, Role.OPERATOR, Role.RULE)
CODE = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,12}")


class CodeRefused(InputRefused):
    """A code has signs that no code of an office has."""

    code = "party.code_refused"
    message = gettext_noop("The code of an office has 1 to 12 characters or letters.")
    hint = gettext_noop("Leave out year, brackets and number: they are added by themselves.")


class CodeTaken(RuleBroken):
    """Another office has the code."""

    code = "party.code_taken"
    message = gettext_noop("Another office numbers its documents with this code.")
    hint = gettext_noop("Choose a code that tells the two apart.")


class NoDocumentCode(RuleBroken):
    """The office has no code yet, so its documents cannot be numbered."""

    code = "party.no_document_code"
    message = gettext_noop("Your office has no code for its document numbers yet.")
    hint = gettext_noop("Have the district desk enter it under “Document codes”, then issue again.")


def check_code(words: str) -> str:
    """Return a code without spaces around it.

    Raises:
        CodeRefused: it has other signs than Chinese characters and letters, or too many.
    """
    code = words.strip()
    if not CODE.fullmatch(code):
        raise CodeRefused
    return code


def check_may_set(actor: Actor) -> None:
    """Refuse everyone but the district desk, the operator and the house itself.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, *MAY_SET)


def number(code: str, *, year: int, running: int) -> str:
    """Return a number in the official manner, for example 样督〔2026〕12号.

    Args:
        year: in full.
        running: 1 or more.
    """
    return f"{code}〔{year}〕{running}号"
