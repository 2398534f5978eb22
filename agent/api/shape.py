"""Parameters that several routes share."""

from typing import Annotated, TypeAlias

from fastapi import Query

Shop: TypeAlias = Annotated[
    str | None, Query(description="The shop; absent: the configured one.", max_length=64)
]
