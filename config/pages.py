"""Pages that only say something: about, accessibility, cookies, privacy."""

from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from catalogue.models import Strength

urlpatterns = [
    path(
        "about/",
        TemplateView.as_view(template_name="about.html", extra_context={"strengths": Strength.labels}),
        name="about",
    ),
    path("accessibility/", TemplateView.as_view(template_name="accessibility.html"), name="accessibility"),
    path("cookies/", TemplateView.as_view(template_name="cookies.html"), name="cookies"),
    path(
        "privacy/",
        TemplateView.as_view(
            template_name="privacy.html",
            extra_context={
                "operator": settings.OPERATOR,
                "privacy_contact": settings.PRIVACY_CONTACT,
                "months": settings.WORKSPACE_MONTHS,
            },
        ),
        name="privacy",
    ),
]
