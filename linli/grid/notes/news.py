"""What is told of notes; one class for each circle of readers."""

from linli.grid.cases.news import CaseNews


class CaseNoted(CaseNews):
    """A post left a note for staff who see the case."""

    verb = "grid.case_noted"


class CaseNotePublished(CaseNews):
    """A post left a note that the reporter and those who joined read too."""

    verb = "grid.case_note_published"


class CaseWordsAdded(CaseNews):
    """The reporter added words to her own matter."""

    verb = "grid.case_words_added"


class CaseWordsHeard(CaseNews):
    """A post says that it has read what the reporter added."""

    verb = "grid.case_words_heard"
