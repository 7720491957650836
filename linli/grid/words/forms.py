"""Words of a person, as every form takes them, and refusals as forms say them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from linli.kernel.common.errors import LinliError
from linli.kernel.common.text import clean
from linli.ui.errors import one_text

MOST_WORDS = 4000


def said(refused: LinliError) -> ValidationError:
    """Return what a rule refuses as the error of a form."""
    return ValidationError(one_text(refused))


class WordsField(forms.CharField):
    """Words of a person, made storable."""

    def __init__(self, *, rows: int = 3, most: int = MOST_WORDS, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "maxlength": most}), **more)
        self.most = most

    def clean(self, value: Any) -> str:
        """Return the words without control characters.

        Raises:
            ValidationError: nothing is said, or too much.
        """
        try:
            return str(super().clean(clean(value or "", most=self.most)))
        except LinliError as refused:
            raise said(refused) from refused
