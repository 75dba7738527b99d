"""The shapes of the answers of the API, apart from records, whose shapes come from their columns (records.py)."""

from datetime import datetime

from ninja import Field, Schema


class Problems(Schema):
    """What was wrong with a request."""

    problems: list[str] = Field(description="Sentences for people.", examples=[["There is no theme “x”."]])


# What every address may answer beside what is asked for.
ERRORS: dict[int, type[Schema]] = {400: Problems, 429: Problems, 503: Problems}


class Gone(Problems):
    """A record that was public and has been withdrawn."""

    reference: str = Field(examples=["NW-L99"])
    replaced_by: str | None = Field(description="The public record that took its place.", examples=["NW-L01"])


class KindOut(Schema):
    """A kind of record."""

    kind: str = Field(examples=["lessons"])
    name: str = Field(examples=["lesson"])
    names: str = Field(examples=["lessons"])
    count: int
    filters: list[str]
    fields: list[str]
    url: str = Field(examples=["https://hindsight.example/api/v1/lessons"])


class SiteOut(Schema):
    """What the site holds."""

    content_version: str = Field(description="Changes whenever something public does.")
    changed_at: datetime | None = Field(
        description="When it last did. A mirror asks for what changed since this time at its next visit."
    )
    kinds: list[KindOut]


class OptionOut(Schema):
    """A value of a filter and how many records have it."""

    value: str = Field(examples=["care-market"])
    label: str = Field(examples=["Care market"])
    count: int


class FacetOut(Schema):
    """A filter with its values."""

    name: str = Field(examples=["theme"])
    label: str = Field(examples=["Theme"])
    options: list[OptionOut]


class WithdrawnOut(Schema):
    """A record that was public and no longer is, withdrawn or deleted: its reference and the day, none of its words."""

    reference: str
    kind: str
    withdrawn_on: str = Field(examples=["2026-03-01"])
    replaced_by: str | None


class WithdrawnPage(Schema):
    """Records withdrawn, by day."""

    count: int
    results: list[WithdrawnOut]


class CountOut(Schema):
    """A theme, tag, council, region, source or strength, and how many records of each kind it has."""

    value: str
    label: str
    counts: dict[str, int] = Field(description="By kind.", examples=[{"lessons": 3, "recommendations": 12}])


class FoundOut(Schema):
    """A record found."""

    kind: str
    reference: str
    title: str
    summary: str
    url: str
    partial: bool = Field(description="Whether it holds only some of what was asked.")


class SearchPage(Schema):
    """The records found, of all kinds, the best first."""

    looked_for: str = Field(description="The words, with unknown ones put right.", examples=["hospital discharge"])
    count: int = Field(description="How many records hold all that was asked.")
    partial_count: int = Field(description="How many more hold some of it; they follow the others.")
    next: str | None
    results: list[FoundOut]
