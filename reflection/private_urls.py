"""The addresses that are not the same for every visitor: no cache keeps what they answer."""

from django.urls import path

from reflection import leading, report, starting, taking_part, typing_up, workspace

_SESSION = "w/<str:key>/sessions/<int:number>/"
urlpatterns = [
    path("reflect/start/", starting.start, name="reflect-start"),
    path("w/open/<str:token>/", starting.open_link, name="open-link"),
    path("w/<str:key>/", workspace.home, name="workspace"),
    path("w/<str:key>/links/", workspace.links, name="workspace-links"),
    path("w/<str:key>/links/<int:link>/end/", workspace.revoke, name="workspace-link-end"),
    path("w/<str:key>/report/", report.report_page, name="workspace-report"),
    path("w/<str:key>/delete/", workspace.delete, name="workspace-delete"),
    path(_SESSION, taking_part.session_page, name="team-session"),
    path(f"{_SESSION}notes/", taking_part.notes_in_short, name="team-session-notes"),
    path(f"{_SESSION}notes/<uuid:note>/take-back/", taking_part.take_back, name="team-session-take-back"),
    path(f"{_SESSION}notes/<uuid:note>/", leading.change_note, name="team-session-note"),
    path(f"{_SESSION}lead/", leading.lead, name="team-session-lead"),
    path(f"{_SESSION}state/", leading.change_state, name="team-session-state"),
    path(f"{_SESSION}type/", typing_up.type_for_the_room, name="team-session-type"),
    path(f"{_SESSION}type-up/", typing_up.type_up, name="team-session-type-up"),
    path(f"{_SESSION}answer/", leading.save_answer, name="team-session-answer"),
    path(f"{_SESSION}actions/", workspace.actions, name="team-session-actions"),
    path(f"{_SESSION}screen/", leading.screen, name="team-session-screen"),
]
