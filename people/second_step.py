"""The second step of signing in: a code from an app on one's phone, or one of the recovery codes.

The codes follow RFC 6238 (a new one every 30 seconds) and are checked by django-otp, which accepts none twice and
makes somebody who guesses wait longer after each wrong one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

if TYPE_CHECKING:
    from django_otp.models import Device

Person = AbstractBaseUser | AnonymousUser
RECOVERY_CODES = 10


def is_set_up(user: Person) -> bool:
    """Whether this person has to give a code."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()


def accepted(user: Person, code: str) -> Device | None:
    """The device that accepts the code, or nothing. A code of digits is the app's; any other is a recovery code."""
    code = code.replace(" ", "").lower()
    if not code or "\x00" in code:
        return None
    model = TOTPDevice if code.isdecimal() else StaticDevice
    with transaction.atomic():
        # Held, so that the same code sent twice at once is accepted once.
        for device in model.objects.select_for_update().filter(user_id=user.pk, confirmed=True):
            if device.verify_token(code):
                return device
    return None


def begun(user: Person) -> TOTPDevice | None:
    """The app that was shown its secret and has not yet proved that it knows it."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=False).first()


def begin(user: Person) -> None:
    """Make a new secret. The one in use, if any, counts until the new one is confirmed."""
    TOTPDevice.objects.filter(user_id=user.pk, confirmed=False).delete()
    TOTPDevice.objects.create(user_id=user.pk, name="app", confirmed=False)


def confirm(user: Person, code: str) -> TOTPDevice | None:
    """Turn the second step on, with the app that now shows this code; nothing if it is not the right one."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user_id=user.pk, confirmed=False).first()
        if not device or not device.verify_token(code.replace(" ", "")):
            return None
        TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).delete()
        device.confirmed = True
        device.save()
    return device


def new_recovery_codes(user: Person) -> list[str]:
    """Ten codes, each good for one sign-in, in place of those there were. They can be shown only now."""
    with transaction.atomic():
        StaticDevice.objects.filter(user_id=user.pk).delete()
        device = StaticDevice.objects.create(user_id=user.pk, name="recovery codes")
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def recovery_codes_left(user: Person) -> int:
    """How many recovery codes are not used yet."""
    return StaticToken.objects.filter(device__user_id=user.pk).count()


def turn_off(user: Person) -> None:
    """Forget the app and the recovery codes: a password is enough again, until a new app is set up."""
    TOTPDevice.objects.filter(user_id=user.pk).delete()
    StaticDevice.objects.filter(user_id=user.pk).delete()


def picture(device: TOTPDevice) -> str:
    """The secret as a QR code to photograph: an SVG as a data address, made here and sent nowhere."""
    return segno.make(device.config_url).svg_data_uri(scale=5, border=3)


def written(device: TOTPDevice) -> str:
    """The secret to type by hand where a picture cannot be taken, in groups of four."""
    from base64 import b32encode

    secret = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
