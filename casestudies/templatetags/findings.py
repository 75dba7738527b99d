"""What whole-place reviews found, on the pages of others."""

from django import template

from casestudies.models import Finding
from councils.models import Council

register = template.Library()


@register.inclusion_tag("casestudies/findings_of.html")
def findings_of(council: Council) -> dict:
    """The points that the public reviews of a council made, in their order; one query."""
    found = Finding.objects.public().filter(case_study__councils=council)
    return {"findings": found.select_related("case_study").order_by("case_study", "section__position", "number")}
