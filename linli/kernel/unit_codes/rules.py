"""Codes that others give to units: systems side by side, each with its own form."""

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.territory.rules import OWN_SYSTEM, Kind

STATISTICS, CIVIL_AFFAIRS = "nbs", "mca"
SYSTEM_NAMES = {
    STATISTICS: gettext_noop("code for statistics"),
    CIVIL_AFFAIRS: gettext_noop("code of civil affairs"),
    OWN_SYSTEM: gettext_noop("own code of the district"),
}
"""Systems of codes that stand side by side; the first two are given from above."""

CIVIL_DIGITS = {Kind.DISTRICT: 6, Kind.STREET: 9}
STATISTICS_DIGITS = CIVIL_AFFAIRS_DIGITS = 12
MOST_CODE = 40


class CodeUnfit(InputRefused):
    """A code has not the form of its system."""

    code = "unit_codes.code_unfit"
    message = gettext_noop("“%(code)s” is no code of this system for such a unit.")
    hint = gettext_noop("It has %(digits)s digits there, without spaces.")


class CodeTaken(RuleBroken):
    """Another unit has the code in that system on that day."""

    code = "unit_codes.code_taken"
    message = gettext_noop("The code %(code)s belongs to “%(name)s”.")
    hint = gettext_noop("Correct the code, or end that of the other unit first.")


def check_code(system: str, code: str, kind: Kind) -> None:
    """Refuse a code that has not the form of its system.

    Sources: 《统计用区划代码和城乡划分代码编制规则》 (12 digits down to the community);
    GB/T 2260 and GB/T 10114 (6 digits for a district, 9 for a street), below them 12.

    Raises:
        CodeUnfit: it has not.
    """
    digits = STATISTICS_DIGITS
    if system == CIVIL_AFFAIRS:
        digits = CIVIL_DIGITS.get(kind, CIVIL_AFFAIRS_DIGITS)
    elif system != STATISTICS:
        digits = 0
    is_number = code.isascii() and code.isdigit()
    if digits and not (is_number and len(code) == digits):
        raise CodeUnfit(code=code, digits=digits)
    if len(code) > MOST_CODE:
        raise CodeUnfit(code=code, digits=MOST_CODE)
