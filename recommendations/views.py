from django.urls import reverse
from django.utils.functional import cached_property

from browse.lists import EntryList
from browse.record import EntryDetail
from recommendations.models import Recommendation


class RecommendationList(EntryList):
    model = Recommendation


class RecommendationDetail(EntryDetail):
    model = Recommendation
    reading = ("lessons", "enablers", "case-studies", "key-lines-of-enquiry")

    @cached_property
    def parts(self) -> list[Recommendation]:
        """Its own public sub-points."""
        return list(self.object.parts.published())

    def own_sections(self) -> list[tuple[str, str]]:
        """The sub-points, where it has any."""
        return [("parts", "Its parts")] if self.parts else []

    def looks(self, is_linked: bool) -> list[tuple[str, str]]:
        """Its trail, before the other ways to look at it."""
        looks = super().looks(is_linked)
        trail = (reverse("recommendations-trail", args=[self.object.slug]), "Follow it back to the report")
        return [trail, *looks] if self.object.is_public else looks

    def get_context_data(self, **kwargs: object) -> dict:
        """Add the larger recommendation it is part of, where that is public, and its own sub-points."""
        parent = Recommendation.objects.published().filter(pk=self.object.parent_id).first()
        return super().get_context_data(parent=parent, parts=self.parts, **kwargs)
