"""What is asked for a new key."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.errors import LinliError
from linli.kernel.keys import queries
from linli.kernel.keys.rules import SCOPE_NAMES, EndsTooEarly, HolderUnclear, Scope
from linli.kernel.keys.services import MOST_NAME, NewKey
from linli.ui.errors import one_text


class KeyForm(forms.Form):
    """The tool, whose it is, what it opens, and until when."""

    name = forms.CharField(label=_("What the key is for"), max_length=MOST_NAME)
    username = forms.CharField(
        label=_("For a post: sign-in name of the person"), required=False, max_length=150
    )
    organisation = forms.CharField(
        label=_("For a partner: code or name of the organisation"), required=False, max_length=120
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("What it opens"), coerce=Scope, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until it is withdrawn."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope.value, gettext(name)) for scope, name in SCOPE_NAMES.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Add ``post_id`` and ``organisation_id``, one of which is None.

        Raises:
            ValidationError: both are named or none, or the one named is not known.
        """
        found: dict[str, Any] = super().clean() or {}
        username, words = found.get("username", ""), found.get("organisation", "")
        today = timezone.localdate()
        try:
            if bool(username) == bool(words):
                raise HolderUnclear
            if found.get("until") and found["until"] < today:
                raise EndsTooEarly
            post_id = queries.post_of(username, on=today) if username else None
            organisation_id = queries.organisation_named(words) if words else None
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused
        return found | {"post_id": post_id, "organisation_id": organisation_id}

    def asked(self, key_id: UUID) -> NewKey:
        """Return the key that is asked for."""
        said = self.cleaned_data
        return NewKey(
            id=key_id,
            name=said["name"],
            scopes=frozenset(said["scopes"]),
            post_id=said["post_id"],
            organisation_id=said["organisation_id"],
            expires_at=queries.end_of(said["until"]) if said["until"] else None,
        )
