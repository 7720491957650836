"""What the JSON door says when it does not let somebody in or does not understand."""

from collections.abc import Sequence

from linli.kernel.common.errors import InputRefused, LinliError, RuleBroken, gettext_noop


class KeyMissing(LinliError):
    """The request shows no key (HTTP 401)."""

    code = "api.key_missing"
    message = gettext_noop("This request shows no key.")
    hint = gettext_noop("Send the header “Authorization: Bearer” with the secret of your key.")
    http_status = 401


class NotUnderstood(InputRefused):
    """Parts of the request have another form than the door's description says.

    ``where`` names each part with the kind of its fault and a word for programmers.
    """

    code = "api.not_understood"
    message = gettext_noop("Part of this request has another form than is described.")
    hint = gettext_noop("“where” names each part; the form is described in openapi.json.")

    def __init__(self, where: Sequence[dict[str, str]]) -> None:
        super().__init__()
        self.where = list(where)


class Unreadable(LinliError):
    """The body is neither JSON nor a form, or is a form with too many fields or files (HTTP 400)."""

    code = "api.unreadable"
    message = gettext_noop("The body of this request could not be read.")
    hint = gettext_noop(
        "Send JSON in UTF-8, or a form (multipart/form-data) with at most twenty files."
    )
    http_status = 400


class BodyTooLarge(LinliError):
    """The body of the request is larger than is read (HTTP 413)."""

    code = "api.body_too_large"
    message = gettext_noop("The body of this request is too large.")
    hint = gettext_noop("Send fewer steps at once, and pictures as files (multipart/form-data).")
    http_status = 413


class MethodNotOpen(LinliError):
    """The address exists, but not for this method (HTTP 405)."""

    code = "api.method_not_open"
    message = gettext_noop("This address is not open for this method.")
    hint = gettext_noop("The header “Allow” names the methods that are.")
    http_status = 405


class PlaceUnclear(InputRefused):
    """A report names no place, or several."""

    code = "api.place_unclear"
    message = gettext_noop("A report names its place in exactly one way.")
    hint = gettext_noop("Give “unit”, or “door_code”, or “lon” and “lat”.")


class SameKeyOtherContent(RuleBroken):
    """The Idempotency-Key came before, with another request."""

    code = "api.same_key_other_content"
    message = gettext_noop("This key came before with other content.")
    hint = gettext_noop("Send something new with a new “Idempotency-Key”.")
