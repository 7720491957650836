"""What the link of a message asks."""

from django.utils.translation import gettext_lazy as _

from linli.grid.followups.forms import RateForm
from linli.grid.words.forms import WordsField

MOST_WORDS = 500


class VerdictForm(RateForm):
    """The two questions, and room for words."""

    words = WordsField(
        label=_("Something you want to say about it"),
        help_text=_("The desk reads it; the unit that handled the matter does not."),
        most=MOST_WORDS,
        required=False,
    )
