"""What needs doing, for the front page of the admin."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import reverse

from curation import numbers, queue

register = template.Library()


@dataclass(frozen=True)
class Part:
    """The number of one model's rows and the list that shows them."""

    label: str
    number: int
    url: str


@dataclass(frozen=True)
class Line:
    """One question with its numbers, as somebody may see them."""

    question: queue.Question
    parts: list[Part]
    trend: numbers.Trend | None

    @property
    def total(self) -> int:
        return sum(part.number for part in self.parts)


@register.inclusion_tag("admin/queue.html", takes_context=True)
def what_needs_doing(context: template.Context) -> dict:
    """The questions the user sees to, with numbers and links to the filtered lists; then those with nothing to do."""
    request: HttpRequest = context["request"]
    found = queue.counts(request.user)
    numbers.keep(found)
    trends = numbers.trends()
    lines = []
    for question in queue.questions():
        numbered = found[question.name].items()
        parts = [_part(question, model, n) for model, n in numbered if question.who.sees_to(request.user, model)]
        if parts:
            lines.append(Line(question, parts, trends.get(question.name)))
    history = reverse("admin:curation_numberoftheday_changelist")
    is_told = request.user.has_perm("curation.view_numberoftheday")
    size = {"width": numbers.WIDTH, "height": numbers.HEIGHT}
    in_order = [line.question.label for line in lines if not line.total]
    lines = [line for line in lines if line.total]
    return {
        "lines": lines,
        "in_order": in_order,
        "has_trends": bool(trends),
        "history": history if is_told else "",
        **size,
    }


def _part(question: queue.Question, model: queue.Model, number: int) -> Part:
    options = model._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    words = options.verbose_name if number == 1 else options.verbose_name_plural
    return Part(f"{number:,} {words}", number, f"{address}?{question.filter}")
