from django.conf import settings
from django.contrib import admin
from django.urls import path

from people import views

urlpatterns = [path("second-step/", admin.site.admin_view(views.second_step_page), name="second-step")]

if settings.SSO:
    from mozilla_django_oidc.views import OIDCAuthenticationRequestView

    from people import sso

    urlpatterns += [
        path("sso/", OIDCAuthenticationRequestView.as_view(), name="oidc_authentication_init"),
        path("sso/callback/", sso.Callback.as_view(), name="oidc_authentication_callback"),
    ]
