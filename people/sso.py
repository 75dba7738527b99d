"""Single sign-on: people come in with the account of their organisation (OpenID Connect).

It says who somebody is, never what they may do: the account must be here already, made by an administrator with
the same e-mail address, and its roles are those given here. Needs the extra `sso`; off unless it is set up.
"""

from __future__ import annotations

from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView

REFUSED = "You could not be signed in that way. Ask an administrator whether you have an account here."


class Accounts(OIDCAuthenticationBackend):
    """Who is meant by what the provider says."""

    def verify_token(self, token: str, **kwargs: Any) -> dict:
        """What the token says; refused unless this provider made it, and for this site."""
        claims = super().verify_token(token, **kwargs)
        audience = claims.get("aud", [])
        if claims.get("iss") != settings.SSO_ISSUER:
            raise SuspiciousOperation("The token was issued by somebody else.")
        if settings.OIDC_RP_CLIENT_ID not in ([audience] if isinstance(audience, str) else audience):
            raise SuspiciousOperation("The token was made for another site.")
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: dict) -> dict:
        """What the provider says of the person; refused if that is not whom the token is about."""
        said = super().get_userinfo(access_token, id_token, payload)
        if said.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("The provider spoke of two people.")
        return said

    def verify_claims(self, claims: dict) -> bool:
        """Whether there is an address that the provider does not call unverified."""
        return bool(claims.get("email")) and claims.get("email_verified", True) is True

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """Somebody whose account was closed meanwhile is nobody, as with passwords."""
        return ModelBackend.get_user(self, user_id)


class Callback(OIDCAuthenticationCallbackView):
    """Where the provider sends people back to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Sign them in, or say kindly that it did not work; also where the provider answers nothing or nonsense."""
        try:
            return super().get(request)
        except (requests.RequestException, SuspiciousOperation, jwt.PyJWTError, KeyError):
            return self.login_failure()

    def login_failure(self) -> HttpResponse:
        """Back to the sign-in page with a word."""
        messages.error(self.request, REFUSED)
        return super().login_failure()
