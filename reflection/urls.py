from django.urls import path

from reflection import sheets, starting

# The pages of this app in the site map: none under /w/ is.
SITEMAP_PAGES = ["reflect", "reflect-questions"]
urlpatterns = [
    path("reflect/", starting.page, name="reflect"),
    path("reflect/questions/", sheets.page, name="reflect-questions"),
]
