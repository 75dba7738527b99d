"""What curation keeps of its own, one idea a file."""

from curation.models.copies import WorkingCopy
from curation.models.numbers import NumberOfTheDay
from curation.models.outward import OutwardLink
from curation.models.rules import RuleChoice
from curation.models.steps import StepTaken
from curation.models.suggestion import Suggestion

__all__ = ["NumberOfTheDay", "OutwardLink", "RuleChoice", "StepTaken", "Suggestion", "WorkingCopy"]
