"""The forms of curation that stand outside the stock admin."""

from __future__ import annotations

from django import forms

from councils import names
from councils.models import Council
from curation.models import Suggestion
from curation.models.suggestion import LONGEST


class CouncilField(forms.CharField):
    """A council written in any spelling people use."""

    def clean(self, value: str) -> Council | None:
        """The council that is meant; an error that names those it may be."""
        written = super().clean(value)
        if not written:
            return None
        try:
            return names.find(written)
        except names.CouncilNotFound as problem:
            near = f" Did you mean {' or '.join(problem.candidates)}?" if problem.candidates else ""
            raise forms.ValidationError(f"{problem}{near}") from problem


class PlainText(forms.CharField):
    """Text of several lines; the two characters that browsers send for the end of a line count as the one typed."""

    def to_python(self, value: str | None) -> str:
        """The text with plain ends of lines."""
        return super().to_python((value or "").replace("\r\n", "\n")) or ""


class SuggestionForm(forms.ModelForm):
    """What readers fill in."""

    text = PlainText(
        max_length=LONGEST, error_messages={"required": "Write what should change, or what your council did."}
    )
    council = CouncilField(max_length=120, required=False)

    class Meta:
        model = Suggestion
        fields = ("type", "text", "council", "name", "email")
        error_messages = {
            "type": {"required": "Choose what you want to tell us."},
            "email": {"invalid": "Write an e-mail address like name@example.gov.uk, or leave the box empty."},
        }


class StartForm(forms.Form):
    """What a record needs to be started from a suggestion."""

    reference = forms.CharField(max_length=60, help_text="A short code such as NW-C42. It can never be changed.")
    title = forms.CharField(max_length=250, help_text="What was done, and where, in a few words.")
