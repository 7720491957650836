"""What a row of the ledger of posts is refused for."""

from linli.kernel.common.errors import InputRefused, gettext_noop


class PersonUnclear(InputRefused):
    """Several persons of the organisation have this name."""

    code = "post_ledgers.person_unclear"
    message = gettext_noop("Several persons called “%(name)s” hold posts in this organisation.")
    hint = gettext_noop("Give her sign-in name, or the telephone number that is known here.")


class SignInTaken(InputRefused):
    """Somebody of another organisation signs in under this name."""

    code = "post_ledgers.sign_in_taken"
    message = gettext_noop("Somebody else signs in as “%(username)s”.")
    hint = gettext_noop("Choose another sign-in name, or correct the name of the person.")


class RoleNotYours(InputRefused):
    """Only the operator may give this post."""

    code = "post_ledgers.role_not_yours"
    message = gettext_noop("Your post may not give the post “%(role)s”.")
    hint = gettext_noop("The operator of this house brings such rows in.")


class PostEndsTooEarly(InputRefused):
    """A post ends before it begins."""

    code = "post_ledgers.ends_too_early"
    message = gettext_noop("The post would end on %(ends_on)s, before it begins.")
    hint = gettext_noop("Correct one of the two days; the end is the first day without the post.")
