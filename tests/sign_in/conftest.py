import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """The safe way to keep a password takes long on purpose; here it is kept in a quick one."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
