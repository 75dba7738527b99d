"""What helps curators write: a preview that looks as the page will, a search for records to link to, a count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalogue.models import Entry
from curation import linked_pages
from curation.quality import SUMMARY_AT_MOST

MOST_OF_A_KIND = 4
# What each part of a record is for, said to whoever writes it. Where nothing is said here, the model's own words stand.
HELP = {
    "title": "What somebody would say to a colleague in one breath. It heads the page and stands in every list.",
    "body": "Only what the source says, in our own words; what you would add goes into the editors’ view. Short "
    "paragraphs in plain words. A list begins with “-”, a heading with “###”, a link is [words](address). Name nobody "
    "who could be recognised.",
    "editors_view": "What you add and the source does not say: advice, signs to look for, questions to start with, "
    "cautions. The page shows it apart, as the editors’ words.",
    "source_heading": "Word for word as the source prints it, where the title above is another. Else leave it empty.",
    "strength": "How much the source itself offers: when in doubt, the weaker one.",
    "strength_reason": "One sentence on what the source offers: who told it and in how many places, or what was "
    "measured.",
    "evidence_year": "The latest year in which what the source tells happened or was seen: not the year it was "
    "published.",
    "applies_when_basis": "Stated where the source itself says when to use it; else it is the editors’ suggestion.",
    "who_to_ask_basis": "Stated where the source itself names whom to ask; else it is the editors’ suggestion.",
    "addressed_to_basis": "Stated where the source itself says whom it asks; else it is the editors’ suggestion.",
    "developments": "Law, guidance and practice that changed after the source was written. Start typing a title.",
    "councils": "Those the record is about or names. Start typing any name of a council.",
    "organisations": "Bodies that are no councils: charities, regulators, networks, providers.",
    "statistics": "Figures to show on the page, each with its source.",
    "events": "Dates to show on the page and on the timeline.",
    "review_due": "When somebody should look at it again. It then appears among what needs doing.",
}


class MarkdownEditor(AdminTextareaWidget):
    """A box for Markdown with a preview. Without script, the preview opens in a tab of its own."""

    class Media:
        js = (forms.Script("hindsight/writing.js", defer=True),)

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        """The box and what stands under it."""
        box = super().render(name, value, attrs, renderer)
        return SafeString(render_to_string("admin/curation/markdown_editor.html", {"box": box, "name": name}))


class CountedBox(AdminTextareaWidget):
    """A box for a few sentences; a script says how many characters are left."""

    Media = MarkdownEditor.Media

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        """The box, with room for the count beneath it."""
        return format_html('<div class="app-sentences">{}</div>', super().render(name, value, attrs, renderer))


def dress(form: forms.ModelForm) -> None:
    """Give the fields of a record's form their editors and their words for the curator."""
    columns = {column.name: column for column in form._meta.model._meta.fields}
    for name, field in form.fields.items():
        column = columns.get(name)
        field.help_text = HELP.get(name, field.help_text)
        if isinstance(column, models.TextField):
            field.widget = MarkdownEditor()
            field.widget.is_required = field.required
        elif column and name == "summary":
            attributes = {"rows": 3, "maxlength": column.max_length, "data-counted": column.max_length}
            field.widget = CountedBox(attributes)
            field.widget.is_required = field.required
            field.help_text = (
                f"{field.help_text} At most {column.max_length} characters; up to {SUMMARY_AT_MOST} read well."
            )


@never_cache
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text of the field that `preview` names, as its page will show it, with what is wrong with its links."""
    name = request.POST.get("preview", "")
    if name not in request.POST:
        raise BadRequest("The form did not say which text to show.")
    text = request.POST[name].replace("\x00", "")
    context = {"text": text, "advice": linked_pages.to_mend(text)}
    return render(request, "admin/curation/preview.html", context)


@never_cache
@require_safe
def records(request: HttpRequest) -> JsonResponse:
    """Public records whose title holds all the words of `q`, or whose reference begins with it."""
    asked = request.GET.get("q", "").strip()[:100]
    titled = Q()
    for word in asked.split():
        titled &= Q(title__icontains=word)
    found = [
        {"title": entry.title, "reference": entry.pk, "sort": kind.name().capitalize(), "url": entry.get_absolute_url()}
        for kind in Entry.kinds()
        for entry in kind.objects.published().filter(titled | Q(pk__istartswith=asked))[:MOST_OF_A_KIND]
        if asked
    ]
    return JsonResponse({"records": found})
