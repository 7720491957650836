"""What is told of an edition of a table; what it says lies in the payload."""

from linli.party.records.news import RowNews


class EditionNews(RowNews):
    """Something happened to an edition."""

    noun = "edition"


class EditionDrafted(EditionNews):
    """The next edition of a table was drafted."""

    verb = "party.edition_drafted"


class EditionRevised(EditionNews):
    """The draft of an edition was changed."""

    verb = "party.edition_revised"


class EditionAdopted(EditionNews):
    """An edition was put in force; from now on it never changes."""

    verb = "party.edition_adopted"


class EditionSuperseded(EditionNews):
    """A newer edition took its place."""

    verb = "party.edition_superseded"


class EditionDropped(EditionNews):
    """A draft was dropped."""

    verb = "party.edition_dropped"
