"""What people do at the desk: edit a record's form, and take its steps."""

from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from curation import roles
from tests.forms import address, form_of

IN_TWO_MONTHS = f"{timezone.now() + timedelta(days=60):%Y-%m-%d}T10:00"


def edit(client, record, **changes):
    """Open a record's form, change fields, and save."""
    page = address(type(record), "change", record.pk)
    response = client.post(page, form_of(client.get(page)) | changes)
    assert response.status_code == 302, response.context["errors"]
    return response


def step(client, record, name, **said):
    """Take a step on its page."""
    return client.post(address(type(record), "step", record.pk, name), said)


def a_person(role, name=None, **fields):
    """Somebody with a role, who may sign in to the admin; without one if it is empty."""
    if not Group.objects.filter(name=role).exists():
        roles.set_up()
    user = User.objects.create_user(name or role.lower().replace(" ", "-") or "nobody", is_staff=True, **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def browser_of(user):
    """Their browser."""
    client = Client()
    client.force_login(user)
    return client
