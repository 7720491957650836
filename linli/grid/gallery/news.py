"""What is told of the pictures of a case."""

from linli.grid.cases.news import CaseNews


class CasePhotoRedacted(CaseNews):
    """Parts of a picture were covered for everybody."""

    verb = "grid.case_photo_redacted"


class CaseOriginalErased(CaseNews):
    """The original of a covered picture was kept long enough; what everybody gets is left."""

    verb = "grid.case_original_erased"


class CasePhotoHidden(CaseNews):
    """A picture was hidden from everybody but the desks of the place."""

    verb = "grid.case_photo_hidden"


class CasePhotoShown(CaseNews):
    """A hidden picture is shown again."""

    verb = "grid.case_photo_shown"
