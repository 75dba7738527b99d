"""What needs doing: the questions that the front page of the admin asks.

Each question is a condition on the rows of some models. The same condition counts them for the front page and
filters the list that the number leads to (curation/queue_admin.py). An app asks its own questions by declaring
`queue_questions` (foundation/registry.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from catalogue import places
from catalogue.models import Citation, Development, Entry, Link, Tag, TagLink, TagProposal
from catalogue.publication import Status
from curation.models import OutwardLink, Suggestion, WorkingCopy
from curation.models.outward import BROKEN
from curation.tags import alike
from foundation.registry import gathered
from search.models import MissedSearch

User = AbstractBaseUser | AnonymousUser
Model = type[models.Model]
# A review that is due within so many days is worth planning.
SOON = timedelta(days=30)
IN_PROGRESS = (Status.DRAFT, Status.IN_REVIEW)


@dataclass(frozen=True)
class Who:
    """Who sees to something: in words, what they need to be allowed beside looking at its model, or with it."""

    label: str
    permission: str = ""
    verb: str = "view"

    def sees_to(self, user: User, model: Model) -> bool:
        """Whether a user is one of them, as far as the rows of a model go."""
        options = model._meta
        may_look = user.has_perm(f"{options.app_label}.{self.verb}_{options.model_name}")
        return may_look and (not self.permission or user.has_perm(self.permission))


YOU = Who("You", verb="change")
ANYBODY = Who("Whoever keeps the list", verb="change")
EDITORS = Who("Editors", "curation.edit_records")
PUBLISHERS = Who("Publishers", "curation.publish_records")
KEEPER = Who("Vocabulary keeper", "catalogue.change_tag")


@dataclass(frozen=True)
class Question:
    """One thing that may need doing: what it is called, who sees to it, and which rows of which models it is about.

    `query` is the filter of the list that shows them. A personal question depends on who asks.
    """

    name: str
    label: str
    who: Who
    models: Callable[[], list[Model]]
    condition: Callable[[Any, User | None], Q]
    query: str = ""
    is_personal: bool = False

    @property
    def filter(self) -> str:
        """The query of the address of its list."""
        return self.query or f"needs={self.name}"


def kinds() -> list[Model]:
    """Every kind of record."""
    return list(Entry.kinds())


def kinds_of_places() -> list[Model]:
    """The kinds whose records happened somewhere."""
    return [kind for kind in Entry.kinds() if kind.expects_council]


def is_mine(kind: type[Entry], user: User | None) -> Q:
    """Drafts, and what is in review, that somebody made or looks after, and working copies they began or edited."""
    if user is None or user.pk is None:
        return Q(pk__in=[])
    own = Q(status__in=IN_PROGRESS) & (Q(owner=user.pk) | Q(created_by=user.pk))
    return own | _has_copy(kind, Q(started_by=user.pk) | Q(edited_by=user.pk))


def is_in_review(kind: type[Entry], user: User | None) -> Q:
    """Records, or working copies of them, that wait for a publisher."""
    return Q(status=Status.IN_REVIEW) | _has_copy(kind, Q(status=Status.IN_REVIEW, appears_at__isnull=True))


def _has_copy(kind: type[Entry], condition: Q) -> Q:
    copies = WorkingCopy.objects.filter(condition, kind=kind.kind)
    return Q(pk__in=copies.values("reference"))


def is_overdue(kind: type[Entry], user: User | None) -> Q:
    """Public records whose review should have been done."""
    return Q(status=Status.PUBLISHED, review_due__lte=timezone.localdate())


def is_due_soon(kind: type[Entry], user: User | None) -> Q:
    """Public records whose review comes up."""
    today = timezone.localdate()
    return Q(status=Status.PUBLISHED, review_due__gt=today, review_due__lte=today + SOON)


def has_no_citation(kind: type[Entry], user: User | None) -> Q:
    """Records that name no source."""
    citations = Citation.model_for(kind).objects.filter(entry=OuterRef("pk"))
    return not_withdrawn() & ~Q(Exists(citations))


def has_no_tag(kind: type[Entry], user: User | None) -> Q:
    """Records without any tag."""
    return not_withdrawn() & ~Q(Exists(TagLink.model_for(kind).objects.filter(content_object=OuterRef("pk"))))


def has_no_link(kind: type[Entry], user: User | None) -> Q:
    """Records linked with no other."""
    condition = not_withdrawn()
    for link, here, _, other in Link.sides_of(kind):
        if issubclass(other, Entry):
            condition &= ~Q(Exists(link.objects.filter(**{here: OuterRef("pk")})))
    return condition


def has_no_council(kind: type[Entry], user: User | None) -> Q:
    """Records that belong to no council."""
    return not_withdrawn() & places.nowhere(kind)


def has_no_strength(kind: type[Entry], user: User | None) -> Q:
    """Published records that do not say how strong their evidence is."""
    return Q(status=Status.PUBLISHED, strength="")


def is_to_check(notes: type[Development], user: User | None) -> Q:
    """Notes on what has changed since that nobody has checked for a year."""
    return Q(pk__in=notes.objects.to_check())


def lacks(relation: str) -> Callable[[type[Entry], User | None], Q]:
    """The condition of having nothing in a relation that records of the kind should have."""

    def condition(kind: type[Entry], user: User | None) -> Q:
        found = kind._meta.get_field(relation)
        through = found.remote_field.through.objects
        return not_withdrawn() & ~Q(Exists(through.filter(**{found.m2m_field_name(): OuterRef("pk")})))

    return condition


def theme_without(kind: type[Entry]) -> Callable[[type[Tag], User | None], Q]:
    """The condition, on tags, of being a theme that no public record of a kind belongs to."""

    def condition(tags: type[Tag], user: User | None) -> Q:
        of_theme = Q(tag=OuterRef("pk")) | Q(tag__broader=OuterRef("pk"))
        links = TagLink.model_for(kind).objects.filter(
            of_theme, content_object__in=kind.objects.published().values("pk")
        )
        return Q(broader__isnull=True, merged_into__isnull=True) & ~Q(Exists(links))

    return condition


def not_withdrawn() -> Q:
    """What is withdrawn needs nothing any more."""
    return ~Q(status=Status.WITHDRAWN)


def only(*models: Model) -> Callable[[], list[Model]]:
    """These models, for a question that is about them alone."""
    return lambda: list(models)


QUESTIONS = [
    Question("mine", "Yours in progress", YOU, kinds, is_mine, is_personal=True),
    Question("in-review", "Waiting for review", PUBLISHERS, kinds, is_in_review),
    Question(
        "tag-proposals", "Tags people ask for", KEEPER, only(TagProposal),
        lambda *_: Q(state=TagProposal.State.WAITING), "state__exact=waiting",
    ),
    Question(
        "suggestions", "What readers suggest", EDITORS, only(Suggestion),
        lambda *_: Q(status=Suggestion.Status.NEW), "status__exact=new",
    ),
    Question("overdue", "Review overdue", EDITORS, kinds, is_overdue),
    Question("due", "Review due within 30 days", EDITORS, kinds, is_due_soon),
    Question("no-citation", "Without a source", EDITORS, kinds, has_no_citation),
    Question("no-tag", "Without a tag", EDITORS, kinds, has_no_tag),
    Question("no-link", "Linked with no other record", EDITORS, kinds, has_no_link),
    Question("no-council", "Without a council", EDITORS, kinds_of_places, has_no_council),
    Question("no-strength", "Without a strength of evidence", EDITORS, kinds, has_no_strength),
    Question(
        "notes-to-check", "Notes on what has changed since that nobody has checked for a year", EDITORS,
        only(Development), is_to_check,
    ),
    Question(
        "missed", "Searches that found nothing", ANYBODY, only(MissedSearch),
        lambda *_: Q(is_done=False), "is_done__exact=0",
    ),
    Question("broken", "Links to other sites that are broken", EDITORS, only(OutwardLink), lambda *_: BROKEN),
    Question("unused", "Tags on no record", KEEPER, only(Tag), lambda *_: alike.unused()),
    Question("unfinished", "Merged tags still on records", KEEPER, only(Tag), lambda *_: alike.unfinished()),
]  # fmt: skip


def questions() -> tuple[Question, ...]:
    """Every question, in the order of the front page: curation's own, then those of the apps above it."""
    return gathered("queue_questions")


def about(model: Model) -> list[Question]:
    """The questions about the rows of a model that its list filters by name."""
    return [question for question in questions() if not question.query and model in question.models()]


Counts = dict[str, dict[Model, int]]


def counts(user: User | None) -> Counts:
    """For each question the number of rows by model; one query for each model."""
    asked = questions()
    by_model: dict[Model, list[Question]] = {}
    for question in asked:
        for model in question.models():
            by_model.setdefault(model, []).append(question)
    found: Counts = {question.name: {} for question in asked}
    for model, of_model in by_model.items():
        numbers = {f"n{place}": Count("pk", filter=q.condition(model, user)) for place, q in enumerate(of_model)}
        row = model._default_manager.order_by().aggregate(**numbers)
        for place, question in enumerate(of_model):
            found[question.name][model] = row[f"n{place}"]
    return found
