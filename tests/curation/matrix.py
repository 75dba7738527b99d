"""Who may open and do what in the admin: the tables that test_matrix.py holds against every page."""

# The people. An author is a contributor looking at a record they made.
PEOPLE = ["contributor", "author", "editor", "publisher", "keeper", "administrator"]

# A record of a kind in each state, and what comes of opening a page (GET) and of sending its form (POST):
#   ok    the page opens and the form does its work      view  the page opens, the form is refused
#   403   both are refused                               409   both are answered with the reasons why not now
#   404   there is nothing
# "copied" is published with a working copy that the editor began, "sent" the same with the copy in review.
RECORDS = """
page      state       contributor  author  editor  publisher  keeper  administrator
change    draft       view         ok      ok      ok         view    ok
change    in-review   view         view    ok      ok         view    ok
change    scheduled   view         view    ok      ok         view    ok
change    published   view         view    ok      ok         view    ok
change    copied      view         view    ok      ok         view    ok
change    sent        view         view    ok      ok         view    ok
change    withdrawn   view         view    ok      ok         view    ok
delete    draft       403          403     403     ok         403     ok
delete    in-review   403          403     403     ok         403     ok
delete    scheduled   403          403     403     403        403     ok
delete    published   403          403     403     403        403     ok
delete    copied      403          403     403     403        403     ok
delete    withdrawn   403          403     403     403        403     ok
restore   draft       403          ok      ok      ok         403     ok
restore   in-review   403          403     ok      ok         403     ok
restore   scheduled   403          403     403     ok         403     ok
restore   published   403          403     403     ok         403     ok
restore   withdrawn   403          403     ok      ok         403     ok
preview   draft       404          404     404     404        403     404
preview   published   404          404     404     404        403     404
preview   copied      ok           ok      ok      ok         403     ok
preview   sent        ok           ok      ok      ok         403     ok
send      draft       403          ok      ok      ok         403     ok
send      in-review   403          403     409     409        403     409
send      scheduled   403          403     409     409        403     409
send      published   403          403     409     409        403     409
send      copied      403          403     ok      ok         403     ok
send      sent        403          403     409     409        403     409
send      withdrawn   403          403     409     409        403     409
return    draft       403          403     403     409        403     409
return    in-review   403          403     403     ok         403     ok
return    scheduled   403          403     403     409        403     409
return    published   403          403     403     409        403     409
return    copied      403          403     403     409        403     409
return    sent        403          403     403     ok         403     ok
return    withdrawn   403          403     403     409        403     409
publish   draft       403          403     403     ok         403     ok
publish   in-review   403          403     403     ok         403     ok
publish   scheduled   403          403     403     409        403     409
publish   published   403          403     403     409        403     409
publish   copied      403          403     403     ok         403     ok
publish   sent        403          403     403     ok         403     ok
publish   withdrawn   403          403     403     ok         403     ok
approve   draft       403          403     403     409        403     409
approve   in-review   403          403     403     409        403     409
approve   scheduled   403          403     403     409        403     409
approve   published   403          403     403     409        403     409
approve   copied      403          403     403     ok         403     ok
approve   sent        403          403     403     ok         403     ok
approve   withdrawn   403          403     403     409        403     409
schedule  draft       403          403     403     409        403     409
schedule  in-review   403          403     403     409        403     409
schedule  scheduled   403          403     403     ok         403     ok
schedule  published   403          403     403     409        403     409
schedule  copied      403          403     403     409        403     409
schedule  withdrawn   403          403     403     409        403     409
review    draft       403          403     409     409        403     409
review    in-review   403          403     409     409        403     409
review    scheduled   403          403     ok      ok         403     ok
review    published   403          403     ok      ok         403     ok
review    copied      403          403     ok      ok         403     ok
review    withdrawn   403          403     409     409        403     409
withdraw  draft       403          403     403     409        403     409
withdraw  in-review   403          403     403     409        403     409
withdraw  scheduled   403          403     403     ok         403     ok
withdraw  published   403          403     403     ok         403     ok
withdraw  copied      403          403     403     ok         403     ok
withdraw  sent        403          403     403     ok         403     ok
withdraw  withdrawn   403          403     403     409        403     409
discard   draft       403          403     403     409        403     409
discard   published   403          403     403     409        403     409
discard   copied      403          403     ok      ok         403     ok
discard   sent        403          403     ok      ok         403     ok
discard   withdrawn   403          403     403     409        403     409
"""

# The stock pages of every model: v may look, o only at their own, a add, c change, d delete; - nothing at all.
MODELS = """
model                    contributor  editor  publisher  keeper  administrator
lessons.lesson           va           vac     vacd       v       vacd
lessons.enabler          va           vac     vacd       v       vacd
lessons.keylineofenquiry va           vac     vacd       v       vacd
casestudies.casestudy    va           vac     vacd       v       vacd
recommendations.recommendation va     vac     vacd       v       vacd
casestudies.finding      v            v       vd         v       vd
lessons.systemcomponent  v            vac     vacd       v       vacd
catalogue.source         v            vac     vacd       v       vacd
catalogue.sourcesection  v            vac     vacd       v       vacd
catalogue.statistic      v            vac     vacd       v       vacd
catalogue.event          v            vac     vacd       v       vacd
catalogue.development    v            vac     vacd       v       vacd
catalogue.tag            v            v       v          vacd    vacd
catalogue.tagproposal    va           va      va         vacd    vacd
councils.council         v            vac     vac        v       vacd
councils.area            v            vac     vac        v       vacd
councils.organisation    v            vac     vac        v       vacd
search.missedsearch      v            vc      vc         vc      vcd
curation.suggestion      -            vc      vc         -       vcd
curation.numberoftheday  v            v       v          v       v
curation.outwardlink     v            v       v          v       v
curation.rulechoice      v            v       v          v       vacd
importing.import         oa           va      va         -       va
auth.user                -            -       -          -       vacd
auth.group               -            -       -          -       vacd
"""

# The other pages: "yes" opens, "403" is refused, whichever the method.
OTHERS = """
page                               contributor  editor  publisher  keeper  administrator
index                              yes          yes     yes        yes     yes
app_list                           yes          yes     yes        yes     yes
jsi18n                             yes          yes     yes        yes     yes
autocomplete                       yes          yes     yes        yes     yes
view_on_site                       yes          yes     yes        yes     yes
password_change                    yes          yes     yes        yes     yes
password_change_done               yes          yes     yes        yes     yes
auth_user_password_change          403          403     403        403     yes
catalogue_tag_report               403          403     403        yes     yes
catalogue_tag_merge                403          403     403        yes     yes
catalogue_tag_split                403          403     403        yes     yes
catalogue_tag_bring_back           403          403     403        yes     yes
catalogue_tagproposal_decide       403          403     403        yes     yes
curation_suggestion_start          403          yes     yes        403     yes
importing_import_columns           403          403     yes        403     yes
importing_import_decide            403          403     yes        403     yes
importing_import_commit            403          403     yes        403     yes
importing_import_undo              403          403     yes        403     yes
importing_import_discard           403          403     yes        403     yes
"""


def rows(table):
    """The rows of a table, each as a dictionary by the words of its first line."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]
