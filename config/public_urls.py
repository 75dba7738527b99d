"""The addresses whose pages are the same for every visitor: they may be cached (config/page_cache.py).

Whatever is in config/urls.py and not here is private: no cache keeps it.
"""

from django.urls import include, path

urlpatterns = [
    path("", include("browse.urls")),
    path("", include("lessons.urls")),
    path("", include("casestudies.urls")),
    path("", include("recommendations.urls")),
    path("", include("browse.record_urls")),
    path("", include("reflection.urls")),
    path("", include("api.urls")),
    path("", include("config.pages")),
]
