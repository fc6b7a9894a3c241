"""What all parts of an event share: frozen, strict, no unknown key."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

COUNT_MAX = 1_000_000_000
GOODS_MAX = 10_000
PARTIES_MAX = 1_000
LIST_MAX = 1_000

Count = Annotated[int, Field(strict=True, ge=0, le=COUNT_MAX)]


class Part(BaseModel):
    """A piece of an event; frozen, and strict about keys and types."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        populate_by_name=False,
        hide_input_in_errors=True,
    )
