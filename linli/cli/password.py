"""``linli password``: give one person a password, asked for twice and never shown."""

import argparse
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.kernel.common.errors import InputRefused, NotFound, gettext_noop
from linli.kernel.people.models import Person


class PasswordsDiffer(InputRefused):
    """The two passwords typed are not the same."""

    code = "cli.passwords_differ"
    message = gettext_noop("The two passwords are not the same.")
    hint = gettext_noop("Start the command again and type the same one twice.")


class PasswordWeak(InputRefused):
    """The password is too short or too common."""

    code = "cli.password_weak"
    message = gettext_noop("This password is not taken: %(reason)s")
    hint = gettext_noop("Take at least ten signs that nobody guesses.")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("password", help="set the password of one person")
    parser.add_argument("username")


def handle(options: argparse.Namespace) -> int:
    """Ask for a password twice and store it.

    Raises:
        NotFound: nobody has this name.
        PasswordsDiffer, PasswordWeak: see there.
    """
    person = Person.objects.filter(username=options.username, is_active=True).first()
    if person is None:
        raise NotFound
    first, second = getpass(_("New password: ")), getpass(_("Once more: "))
    if first != second:
        raise PasswordsDiffer
    try:
        validate_password(first, person)
    except ValidationError as weak:
        raise PasswordWeak(reason=" ".join(weak.messages)) from None
    person.set_password(first)
    person.save(update_fields=["password"])
    print(_("%(name)s can sign in now.") % {"name": person.username})
    return 0
