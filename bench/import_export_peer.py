"""Time django-import-export with the columns of our downloads; run by exports.py in an environment of its own.

Everything a resource can fetch ahead is fetched ahead, as its documentation advises.
"""

import sys


def main() -> None:
    """Export the first so many recommendations and print the seconds it took, by the clock and of processor."""
    import django

    django.setup()
    from import_export import fields, resources

    from bench.recommendations import FIRST
    from bench.turns import spent, with_server
    from recommendations.models import Recommendation

    class RecommendationResource(resources.ModelResource):
        themes, tags = fields.Field(), fields.Field()
        lessons, enablers, case_studies, councils = fields.Field(), fields.Field(), fields.Field(), fields.Field()
        source, locator, url = fields.Field(), fields.Field(), fields.Field()

        class Meta:
            model = Recommendation
            fields = (
                *(
                    "reference",
                    "type",
                    "number",
                    "parent",
                    "title",
                    "summary",
                    "body",
                    "addressed_to",
                    "themes",
                    "tags",
                ),
                *("lessons", "enablers", "case_studies", "councils", "source", "locator"),
                *("published_at", "reviewed_on", "review_due", "url"),
            )

        def dehydrate_themes(self, entry):
            return "; ".join(sorted({str(link.tag.broader or link.tag) for link in entry.tag_links.all()}))

        def dehydrate_tags(self, entry):
            return "; ".join(sorted(str(link.tag) for link in entry.tag_links.all() if link.tag.broader))

        def dehydrate_lessons(self, entry):
            return "; ".join(sorted(other.pk for other in entry.lessons.all()))

        def dehydrate_enablers(self, entry):
            return "; ".join(sorted(other.pk for other in entry.enablers.all()))

        def dehydrate_case_studies(self, entry):
            return "; ".join(sorted(other.pk for other in entry.case_studies.all()))

        def dehydrate_councils(self, entry):
            return "; ".join(sorted(council.name for council in entry.councils.all()))

        def dehydrate_source(self, entry):
            return "; ".join(citation.source.title for citation in entry.citations.all())

        def dehydrate_locator(self, entry):
            return "; ".join(citation.locator for citation in entry.citations.all())

        def dehydrate_url(self, entry):
            return entry.get_absolute_url()

    def export() -> None:
        made = RecommendationResource().export(entries.prefetch_related(*ahead)).csv
        assert made.count("\r\n") > rows

    rows = int(sys.argv[1])
    entries = Recommendation.objects.published().filter(pk__lt=f"R{FIRST + rows}").order_by("pk")
    ahead = ["tag_links__tag__broader", "lessons", "enablers", "case_studies", "councils", "citations__source"]
    took = spent(with_server(export))
    print(took.seconds, took.processor)


if __name__ == "__main__":
    main()
