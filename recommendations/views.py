from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from browse.lists import EntryList
from browse.record import EntryDetail
from recommendations.models import Recommendation


class RecommendationList(EntryList):
    model = Recommendation


class RecommendationDetail(EntryDetail):
    model = Recommendation
    reading = ("case-studies", "lessons", "key-lines-of-enquiry", "enablers")

    def looks(self, is_linked: bool) -> list[tuple[str, str]]:
        """Its trail, before the other ways to look at it."""
        looks = super().looks(is_linked)
        trail = (reverse("recommendations-trail", args=[self.object.slug]), "Follow it back to the report")
        return [trail, *looks] if self.object.is_public else looks

    def get_context_data(self, **kwargs: Any) -> dict:
        """Add the larger recommendation it is part of, where that is public, and its own sub-points."""
        parent = Recommendation.objects.published().filter(pk=self.object.parent_id).first()
        parts = list(self.object.parts.published())
        return super().get_context_data(parent=parent, parts=parts, **kwargs)


def parts(request: HttpRequest, slug: str) -> HttpResponse:
    """All public sub-points of a public recommendation."""
    whole = get_object_or_404(Recommendation.objects.published(), slug=slug)
    found = whole.parts.published()
    if not found:
        raise Http404
    return render(request, "recommendations/parts_page.html", {"entry": whole, "kind": Recommendation, "parts": found})
