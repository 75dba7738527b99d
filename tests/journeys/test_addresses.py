"""The journeys look at every template there is."""

import pytest

from tests.journeys.addresses import FULL, REFUSALS
from tests.sites import ROOT

# Pages of a broken site, of a refused form, of a withdrawn record, of a list too long for a format and of records that
# came on different days, which the content has none of: tested elsewhere.
ELSEWHERE = {"broken.html", "500.html", "503.html", "403.html", "403_csrf.html", "410.html", "browse/too_long.html"}
ELSEWHERE |= {"405.html", "parts/latest.html"}
# The private pages of a team session, which have no address to name: test_team_session.py goes there.
PRIVATE = {
    "base",
    "card",
    "clash",
    "delete",
    "ending",
    "home",
    "lead",
    "lead_question",
    "lead_step",
    "links",
    "not_found",
}
PRIVATE |= {
    "notes",
    "notes_list",
    "open",
    "ready",
    "refused",
    "report",
    "ruler",
    "screen",
    "session",
    "too_many",
    "type_up",
}
PRIVATE |= {"actions_list"}
ELSEWHERE |= {f"reflection/{name}.html" for name in PRIVATE}


@pytest.mark.django_db
def test_every_template_is_used_by_a_page_the_journeys_look_at(client, content):
    used = set()
    for address in [*FULL, *REFUSALS]:
        response = client.get(address)
        assert response.status_code in {200, REFUSALS.get(address)}, address
        used |= {template.name for template in response.templates}
    folder = ROOT / "templates"
    public = {str(path.relative_to(folder)) for path in folder.rglob("*.html") if "admin" not in path.parts}
    assert public - used == ELSEWHERE
