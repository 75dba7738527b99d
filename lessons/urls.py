from django.urls import path

from lessons import pictures, views

# The pages of this app in the site map, beside those of its kinds.
SITEMAP_PAGES = ["themes-by-enabler"]
urlpatterns = [
    path("pictures/themes-by-enabler/", pictures.page, name="themes-by-enabler"),
    path("lessons/", views.LessonList.as_view(), name="lessons"),
    path("lessons/<slug:slug>/", views.LessonDetail.as_view(), name="lessons-detail"),
    path("enablers/", views.EnablerList.as_view(), name="enablers"),
    path("enablers/<slug:slug>/", views.EnablerDetail.as_view(), name="enablers-detail"),
    path("key-lines-of-enquiry/", views.KeyLineOfEnquiryList.as_view(), name="key-lines-of-enquiry"),
    path(
        "key-lines-of-enquiry/<slug:slug>/", views.KeyLineOfEnquiryDetail.as_view(), name="key-lines-of-enquiry-detail"
    ),
]
