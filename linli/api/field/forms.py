"""What an officer's tool says of a matter that she found and settled on the spot."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from linli.api.cases.forms import Datum
from linli.api.door.forms import Body, Short, Words, cleaned
from linli.kernel.common.points import CGCS2000

SettledCode = Annotated[
    str, StringConstraints(min_length=1, max_length=12), AfterValidator(cleaned(12))
]


class SettledBody(Body):
    """What it was and what was done, where, and a picture before and one after."""

    text: Words = Field(min_length=1, description="What it was and what was done; no names.")
    category: SettledCode = Field(description="Code of a category.")
    unit: UUID = Field(description="The compound or building, in the grid of the post.")
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    datum: Datum = Field(CGCS2000, description="Datum of lon and lat.")
    address: Short = Field("", description="Where exactly, in words.")
