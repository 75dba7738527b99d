"""The pages the journeys look at: one or more of every template."""

LISTS = ["/lessons/", "/enablers/", "/case-studies/", "/recommendations/", "/key-lines-of-enquiry/"]
FIXED = [
    "/", *LISTS, "/themes/", "/tags/", "/councils/", "/regions/", "/evidence/", "/sources/", "/figures/", "/timeline/",
    "/compare/",
    "/pictures/", "/pictures/map/", "/pictures/themes-by-region/", "/pictures/themes-by-enabler/",
    "/search/", "/my-list/", "/data/", "/api/v1/docs", "/about/", "/accessibility/", "/cookies/",
]  # fmt: skip
# What stays where there is no record at all.
EMPTY = [
    *FIXED,
    "/themes/care-market-and-commissioning/",
    "/tags/commissioning/",
    "/councils/wigan/",
    "/regions/london/",
    "/compare/?council=wigan&council=bolton",
]
FULL = [
    *FIXED,
    "/lessons/common-purpose/",
    "/lessons/common-purpose/recommendations/",
    "/lessons/common-purpose/similar/",
    "/lessons/market-resilience/figures/",
    "/lessons/market-resilience/events/",
    "/key-lines-of-enquiry/what-was-good-about-the-systems-response/findings/",
    "/enablers/money/",
    "/case-studies/wigan-case-study-the-whole-place-review/",
    "/case-studies/wigan-case-study-the-whole-place-review/findings/nw-wigan-1-good/",
    "/recommendations/each-area-to-reflect-on-their-own/",
    "/recommendations/regional-care-2030-strategy-and-creation/",
    "/key-lines-of-enquiry/what-was-good-about-the-systems-response/",
    "/recommendations/each-area-to-reflect-on-their-own/trail/",
    "/recommendations/regional-care-2030-strategy-and-creation/parts/",
    "/pictures/connections/lessons/common-purpose/",
    "/case-studies/?theme=digital-and-data&region=north-west",
    "/case-studies/?page=2",
    "/lessons/?q=zebra&council=wigan",
    "/themes/care-market-and-commissioning/",
    "/tags/commissioning/",
    "/councils/wigan/",
    "/councils/cumbria-county-council/",
    "/regions/north-west/",
    "/sources/nw-adass-2020/",
    "/compare/?council=wigan",
    "/compare/?council=wigan&council=lancashire&council=somerset&council=kent",
    "/search/?q=discharge+home",
    "/search/?q=dischrage",
    "/search/?q=Stockport",
    "/search/?q=Sussex",
    "/search/?q=hospital+discharge",
    "/search/?q=zzzzzz",
    "/my-list/?ref=NW-L01&ref=NW-R01&ref=NW-R02",
    "/briefing/?ref=NW-L01&ref=NW-R01&ref=NW-R02",
    "/embed/NW-L01/",
    "/suggest/NW-L01/",
    "/suggest/NW-L01/?did-this",
    "/suggest/NW-L01/thanks/",
    "/embed/lessons/?theme=digital-and-data",
]
REFUSALS = {
    "/lessons/?theme=nonsense": 400,
    "/compare/?council=nowhere": 400,
    "/no-such-page/": 404,
    "/lessons/no-such-lesson/": 404,
    "/recommendations/staff-teams-to-implement-a-check/": 410,
}
# What the project adds to the admin; the rest is Django's own.
ADDED_TO_THE_ADMIN = [
    "/admin/",
    "/admin/lessons/lesson/NW-L01/history/",
    "/admin/lessons/lesson/deleted/",
    "/admin/catalogue/tag/report/",
    "/admin/importing/import/",
    "/admin/importing/import/add/",
]
