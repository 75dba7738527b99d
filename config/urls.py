from django.conf import settings
from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME}: curation"
admin.site.index_title = "Curation"

urlpatterns = [
    path("", include("config.public_urls")),
    path("", include("reflection.private_urls")),
    path("", include("curation.urls")),
    path("admin/", include("people.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "config.errors.bad_request"
handler404 = "config.errors.not_found"
handler403 = "config.errors.forbidden"
handler500 = "config.errors.broken"
