from django.contrib.sitemaps import views as sitemap_views
from django.urls import path, register_converter
from django.views.generic import TemplateView

from browse import crawlers, embedding, feeds, open_data, record_parts, suggestions
from browse.briefing import briefing
from browse.lists import SearchPage
from browse.my_list import my_list
from browse.pages.councils import council, councils, region, regions
from browse.pages.home import home
from browse.pages.sources import figures, part, source, sources, timeline
from browse.pages.themes import tag, tags, theme, themes
from browse.pictures import connections, heat, tiles
from browse.pictures.index import pictures
from browse.record import permalink

register_converter(record_parts.KindConverter, "kind")
urlpatterns = [
    path("", home, name="home"),
    path("search/", SearchPage.as_view(), name="search"),
    path("search/suggest.json", suggestions.suggest, name="suggest"),
    path("themes/", themes, name="themes"),
    path("themes/<slug:slug>/", theme, name="theme"),
    path("tags/", tags, name="tags"),
    path("tags/<slug:slug>/", tag, name="tag"),
    path("councils/", councils, name="councils"),
    path("councils/<str:name>/", council, name="council"),
    path("regions/", regions, name="regions"),
    path("regions/<slug:slug>/", region, name="region"),
    path("evidence/", TemplateView.as_view(template_name="browse/evidence.html"), name="evidence"),
    path("sources/", sources, name="sources"),
    path("sources/<slug:slug>/", source, name="source"),
    path("sources/<slug:slug>/<str:name>/", part, name="source-part"),
    path("figures/", figures, name="figures"),
    path("timeline/", timeline, name="timeline"),
    path("pictures/", pictures, name="pictures"),
    path("pictures/map/", tiles.page, name="map"),
    path("pictures/themes-by-region/", heat.page, name="themes-by-region"),
    path("pictures/connections/<slug:kind>/<slug:slug>/", connections.page, name="connections"),
    path("data/", open_data.data, name="data"),
    path("data/<str:name>", open_data.data_file, name="data-file"),
    path("vocabulary.ttl", open_data.turtle, name="vocabulary-turtle"),
    path("vocabulary.jsonld", open_data.jsonld, name="vocabulary-jsonld"),
    path("feeds/<slug:word>.atom", feeds.feed, name="feed"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("favicon.ico", crawlers.favicon, name="favicon"),
    path("opensearch.xml", crawlers.opensearch, name="opensearch"),
    path("sitemap.xml", sitemap_views.index, {"sitemaps": crawlers.sitemaps()}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": crawlers.sitemaps()},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("r/<str:reference>/", permalink, name="permalink"),
    path("embed/<str:reference>/", embedding.embed, name="embed"),
    path("oembed/", embedding.oembed, name="oembed"),
    path("my-list/", my_list, name="my-list"),
    path("briefing/", briefing, name="briefing"),
]
