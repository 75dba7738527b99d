"""What the keeper of the vocabulary fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalogue.models import Tag, TagLabel, TagProposal
from curation.tags.merging import refusal
from foundation.spelling import slug_of


class TagForm(forms.ModelForm):
    """A tag; when it is renamed, people still find it by the old name if that stays another word for it."""

    keep_old_name = forms.BooleanField(
        required=False,
        initial=True,
        label="When the name changes, keep the old one as an alternative label",
        help_text="People who type the old name then still find the records. Old addresses always keep working.",
    )

    class Meta:
        model = Tag
        fields = ("name", "slug", "broader", "definition", "body", "review_months")

    def clean_slug(self) -> str:
        """The slug by the one rule for all: what the page proposes of “Tŷ gofal” is not refused."""
        return slug_of(self.cleaned_data["slug"])

    def old_name_to_keep(self) -> str:
        """The name the tag had, where it has another now and the old one is to stay as a label."""
        old = self.initial.get("name", "")
        kept = self.cleaned_data.get("keep_old_name") and old.lower() != self.instance.name.lower()
        return old if kept else ""


def by_theme(tags: list[Tag]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Tags as the choices of a list: under each theme the theme itself and its tags."""
    themes = [tag for tag in tags if tag.is_theme]
    return [
        (
            theme.name,
            [(theme.pk, f"{theme.name} (theme)")] + [(tag.pk, tag.name) for tag in tags if tag.broader_id == theme.pk],
        )
        for theme in themes
    ]


class TagChoice(forms.ModelChoiceField):
    """One tag in use, listed under its theme."""

    def __init__(self, **options: Any):
        super().__init__(Tag.objects.none(), **options)

    def offer(self, without: Tag | None = None) -> None:
        """Offer the vocabulary as it is now."""
        self.queryset = Tag.objects.in_use().exclude(pk=without.pk if without else None)
        self.widget.choices = [("", "Choose a tag"), *by_theme(list(self.queryset))]


class MergeForm(forms.Form):
    """Which tag takes the place of the one that goes."""

    into = TagChoice(label="Merge into", help_text="The tag that stays.")

    def __init__(self, old: Tag, data: Any = None):
        super().__init__(data)
        self.old = old
        self.fields["into"].offer(without=old)  # type: ignore[attr-defined]

    def clean_into(self) -> Tag:
        """Refuse a tag it cannot be merged into, with the reason."""
        if why := refusal(self.old, self.cleaned_data["into"]):
            raise ValidationError(why)
        return self.cleaned_data["into"]


class TargetsForm(forms.Form):
    """Which tags the records of a tag may get."""

    to = forms.ModelMultipleChoiceField(
        Tag.objects.none(),
        label="Tags that its records may get",
        help_text="One or more. Hold Ctrl (on a Mac, Command) to choose several.",
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )

    def __init__(self, tag: Tag, data: Any = None):
        super().__init__(data)
        field: Any = self.fields["to"]
        field.queryset = Tag.objects.in_use().exclude(pk=tag.pk)
        field.widget.choices = by_theme(list(Tag.objects.in_use()))


class DecisionForm(forms.Form):
    """What the keeper of the vocabulary says to a proposal."""

    NEW, LABEL, DECLINE = "new", "label", "decline"
    CHOICES = [
        (NEW, "Accept: make it a new tag"),
        (LABEL, "Accept: make it another word for a tag there is"),
        (DECLINE, "Decline"),
    ]

    decision = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    definition = forms.CharField(
        max_length=300,
        required=False,
        help_text="For a new tag: one plain sentence on what it covers.",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    broader = TagChoice(label="Theme", required=False, help_text="For a new tag: the theme it belongs to.")
    tag = TagChoice(label="Tag", required=False, help_text="For another word: the tag it means.")
    answer = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        help_text="What the person who asked should know.",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )

    def __init__(self, proposal: TagProposal, data: Any = None):
        super().__init__(data, initial={"definition": proposal.definition})
        self.proposal = proposal
        self.fields["tag"].offer()  # type: ignore[attr-defined]
        broader: Any = self.fields["broader"]
        broader.queryset = Tag.objects.themes()
        broader.widget.choices = [("", "Choose a theme"), *((theme.pk, theme.name) for theme in broader.queryset)]

    def clean(self) -> dict:
        """Each decision asks for what it needs; the word must be one the vocabulary can take."""
        said = super().clean() or {}
        needs = {self.NEW: ("definition", "broader"), self.LABEL: ("tag",), self.DECLINE: ("answer",)}
        for name in needs.get(said.get("decision", ""), ()):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, "Fill this in for that decision.")
        if not self.errors and said["decision"] != self.DECLINE:
            try:
                self.made(said).full_clean()
            except ValidationError as problem:
                raise ValidationError(problem.messages) from problem
        return said

    def made(self, said: dict) -> Tag | TagLabel:
        """The tag or label that an accepted proposal becomes, not saved yet."""
        if said["decision"] == self.LABEL:
            return TagLabel(tag=said["tag"], label=self.proposal.word)
        word = self.proposal.word
        return Tag(name=word, slug=slug_of(word)[:100], broader=said["broader"], definition=said["definition"])
