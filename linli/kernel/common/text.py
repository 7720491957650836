"""Text as people type it, made storable."""

import unicodedata

from linli.kernel.common.errors import InputRefused, gettext_noop

KEPT_CONTROLS = {"\n", "\t"}


class TextTooLong(InputRefused):
    """A text is longer than its field takes."""

    code = "common.text_too_long"
    message = gettext_noop("The text has %(length)s characters; %(most)s are possible.")
    hint = gettext_noop("Shorten it, or put the rest into a second matter.")


def clean(words: str, *, most: int) -> str:
    """Return ``words`` in NFC, without control characters, line ends as ``\\n``, trimmed.

    Raises:
        TextTooLong: more than ``most`` characters are left.
    """
    kept = (words if _is_plain(words) else _cleaned(words)).strip()
    if len(kept) > most:
        raise TextTooLong(length=len(kept), most=most)
    return kept


def _is_plain(words: str) -> bool:
    """Return whether a text has nothing to be cleaned; most have not, and this is quick to see."""
    return words.isprintable() and unicodedata.is_normalized("NFC", words)


def _cleaned(words: str) -> str:
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign
        for sign in unicodedata.normalize("NFC", lines)
        if sign in KEPT_CONTROLS or unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"}
    )


def half_width(words: str) -> str:
    """Return ``words`` with full-width digits and Latin letters folded (NFKC), trimmed."""
    return unicodedata.normalize("NFKC", words).strip()


NARROW = {
    **{0xFF00 + sign: sign + 0x20 for sign in range(0x10, 0x1A)},
    **{0xFF00 + sign: sign + 0x20 for sign in range(0x21, 0x3B)},
    **{0xFF00 + sign: sign + 0x20 for sign in range(0x41, 0x5B)},
    0x3000: 0x20,
}
"""Full-width digits, letters and the wide space → the ordinary ones."""


def narrow(words: str) -> str:
    """Return a name with ordinary digits, letters and single spaces; its brackets stay Chinese."""
    return " ".join(words.translate(NARROW).split())


def masked_phone(phone: str) -> str:
    """Return a telephone number that shows only its first three and last two signs."""
    return phone[:3] + "*" * max(0, len(phone) - 5) + phone[-2:] if len(phone) > 5 else "***"
