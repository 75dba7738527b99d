"""What every entry shares, one idea a file."""

from catalogue.models.bookkeeping import FormerSlug, LoadedRecord
from catalogue.models.change import Change, Checkpoint
from catalogue.models.development import Development, DevelopmentSource
from catalogue.models.entry import Entry, Strength
from catalogue.models.evidence import Event, Statistic
from catalogue.models.identity import Referenced
from catalogue.models.link import Basis, Link
from catalogue.models.proposal import TagProposal
from catalogue.models.source import Citation, Source, SourceSection
from catalogue.models.tag import FormerTagSlug, Tag, TagLabel, TagLink, TagsApart

__all__ = [
    "Basis",
    "Change",
    "Checkpoint",
    "Citation",
    "Development",
    "DevelopmentSource",
    "Entry",
    "Event",
    "FormerSlug",
    "FormerTagSlug",
    "Link",
    "LoadedRecord",
    "Referenced",
    "Source",
    "SourceSection",
    "Statistic",
    "Strength",
    "Tag",
    "TagLabel",
    "TagLink",
    "TagProposal",
    "TagsApart",
]
