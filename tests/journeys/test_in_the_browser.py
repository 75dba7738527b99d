"""What people come for, done in a browser from the first page to the last."""

import re

import pytest

pytest.importorskip("playwright", reason="needs playwright: pip install -r requirements-browser.txt")
from playwright.sync_api import expect

from tests.journeys.accessibility import WIDER_THAN_THE_WINDOW


def test_from_a_theme_to_a_lesson_to_a_recommendation_to_its_download(page, site):
    page.goto(site)
    page.get_by_role("link", name="Care market and commissioning").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Care market and commissioning")
    page.locator("section[aria-labelledby=shelf-lessons] .app-all a").click()
    expect(page.locator(".app-bar [role=status]")).to_have_text(re.compile(r"\d+ lessons"))
    page.locator(".app-card a").first.click()
    page.locator("section[aria-labelledby=recommendations] a").first.click()
    expect(page).to_have_url(re.compile(r"/recommendations/.+/$"))
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="What to do").click()
    with page.expect_download() as download:
        page.locator("summary", has_text="More formats").click()
        page.get_by_role("link", name="CSV", exact=True).click()
    assert title in download.value.path().read_text(encoding="utf-8-sig")


def test_from_a_recommendation_back_to_the_section_of_the_report(page, site):
    page.goto(f"{site}/recommendations/each-area-to-reflect-on-their-own/")
    page.get_by_role("link", name="Follow it back to the report").click()
    page.locator(".app-trail .app-trail .app-place a").first.click()
    expect(page).to_have_url(re.compile(r"/sources/nw-adass-2020/.+/$"))
    section = page.url.rstrip("/").rpartition("/")[2]
    expect(page.locator(f'[id="{section}"]')).to_be_visible()


def narrow_to_wigan(page, site):
    page.goto(f"{site}/case-studies/")
    before = page.locator(".app-bar [role=status]").inner_text()
    page.locator("summary", has_text="Council").click()
    page.get_by_label("Wigan (", exact=False).check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator(".app-bar [role=status]")).not_to_have_text(before)
    expect(page.locator(".app-card").first).to_contain_text("Wigan")
    page.get_by_role("link", name="Remove: Council: Wigan").click()
    expect(page.locator(".app-bar [role=status]")).to_have_text(before)


def test_case_studies_by_council(page, site):
    narrow_to_wigan(page, site)


def test_filters_work_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False)
    narrow_to_wigan(context.new_page(), site)
    context.close()


def test_the_filter_panel_folds_on_a_phone_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{site}/case-studies/")
    words = page.get_by_label("Words")
    expect(words).to_be_hidden()
    page.locator("summary", has_text="Search and filter").click()
    expect(words).to_be_visible()
    words.fill("hotel")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("link", name="Remove: Words: hotel")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_label("Words")).to_be_visible()
    context.close()


@pytest.mark.parametrize(("width", "text"), [(650, "100%"), (768, "100%"), (1280, "200%")])
def test_the_filter_panel_holds_all_that_is_in_it(page, site, width, text):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/case-studies/")
    page.evaluate("size => document.documentElement.style.fontSize = size", text)
    page.locator(".app-filters summary").evaluate_all("all => all.forEach(each => each.parentElement.open = true)")
    ends = page.locator(".app-filters :is(select, input, button, label)").evaluate_all(
        "all => all.map(each => [each.id || each.htmlFor, each.getBoundingClientRect().right])"
    )
    panel = page.locator(".app-filters").evaluate("each => each.getBoundingClientRect().right")
    assert [name for name, end in ends if end > panel] == []
    clipped = "all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText)"
    assert page.locator(".app-filters :is(label, .govuk-details__text)").evaluate_all(clipped) == []


def test_comparing_two_councils(page, site):
    page.goto(f"{site}/councils/wigan/")
    page.get_by_role("link", name="Compare it with any other").click()
    page.get_by_label("Council 2", exact=True).select_option(label="Lancashire")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wigan and Lancashire")
    question = page.locator(".app-question", has_text="What made our response to the pandemic easier?")
    expect(question.get_by_role("heading", name="Wigan")).to_be_visible()
    expect(question.get_by_role("heading", name="Lancashire")).to_be_visible()
    question.get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile("#.+"))
    finding = page.url.partition("#")[2]
    expect(page.locator(f'[id="{finding}"]')).to_be_visible()


def test_councils_like_mine(page, site):
    page.goto(site)
    page.get_by_role("link", name="My council").click()
    page.get_by_role("link", name="Wigan", exact=True).click()
    page.locator("section[aria-labelledby=alike]").get_by_role("link", name="Compare Wigan with").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Wigan and "))


def focused(page):
    return page.evaluate("""() => {
        const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
        return {words: e.innerText || e.value || e.id, tag: e.tagName, top: b.top + scrollY, id: e.id, name: e.name || "",
                seen: s.outlineStyle !== "none" || s.boxShadow !== "none"};
    }""")


def tab_to(page, wanted, most=200):
    for _ in range(most):
        page.keyboard.press("Tab")
        now = focused(page)
        if wanted(now):
            return now
    raise AssertionError("the keyboard never gets there")


def test_the_skip_link_comes_first_and_leads_to_the_content(page, site):
    page.goto(f"{site}/lessons/")
    page.keyboard.press("Tab")
    assert "Skip to main content" in focused(page)["words"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    "address",
    ["/", "/lessons/", "/lessons/common-purpose/", "/compare/", "/themes/care-market-and-commissioning/"],
)
def test_focus_is_always_visible_and_goes_through_the_page_in_order(page, site, address):
    page.goto(site + address)
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        now = focused(page)
        if now["tag"] == "BODY":
            break
        assert now["seen"], f"no visible focus on {now}"
        order.append(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert len(order) > 10
    assert order == sorted(order)


def test_filtering_by_keyboard_alone(page, site):
    page.goto(f"{site}/case-studies/")
    tab_to(page, lambda now: now["tag"] == "SUMMARY" and "Region" in now["words"])
    page.keyboard.press("Enter")
    tab_to(page, lambda now: now["name"] == "region")
    page.keyboard.press("Space")
    tab_to(page, lambda now: now["tag"] == "BUTTON" and "Apply" in now["words"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?.*region="))
    expect(page.locator(".app-chosen")).to_contain_text("Region")


def test_a_council_is_found_while_typing_by_keyboard_alone(page, site):
    page.goto(f"{site}/search/")
    box = page.get_by_role("combobox", name="Words")
    box.press_sequentially("stockp")
    stockport = page.get_by_role("option", name="Stockport Council")
    expect(stockport).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(stockport).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(stockport).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("stockp")
    box.press_sequentially("o")
    expect(stockport).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/councils/stockport/")


def test_what_words_name_is_reached_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search/")
    page.get_by_label("Words").fill("Stockport MBC")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name="Open the council").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stockport")
    context.close()


def test_a_square_of_the_map_opens_its_council_by_keyboard(page, site):
    page.goto(f"{site}/pictures/map/")
    page.locator(".app-map a[aria-label^='Wigan:']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wigan")


@pytest.mark.parametrize(
    "address",
    [
        "/lessons/common-purpose/",
        "/themes/care-market-and-commissioning/",
        "/recommendations/?theme=digital-and-data",
    ],
)
def test_a_page_prints_as_a_clean_document(page, site, address):
    page.goto(site + address)
    page.emulate_media(media="print")
    for furniture in (
        ".govuk-service-navigation",
        ".app-footer",
        ".app-header__search",
        ".app-actions",
        ".govuk-breadcrumbs",
        ".app-panel",
    ):
        for part in page.locator(furniture).all():
            expect(part).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")


@pytest.mark.parametrize(
    "address",
    [
        "/themes/care-market-and-commissioning/",
        "/recommendations/?theme=digital-and-data",
        "/case-studies/?region=north-west&page=all",
    ],
)
def test_a_pack_has_a_cover_line_a_date_and_its_sources(page, site, address):
    page.goto(site + address)
    cover = page.locator(".app-cover").first
    expect(cover).to_be_hidden()
    page.emulate_media(media="print")
    expect(cover).to_be_visible()
    expect(cover).to_contain_text(re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}"))
    expect(cover).to_contain_text(address)
    expect(page.locator("main").get_by_text("Covid-19 Lessons Learned Review").last).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")


AFTER = "each => getComputedStyle(each, '::after').content"


def test_paper_gives_the_address_of_a_link_only_where_it_leads_away(page, site):
    page.goto(f"{site}/sources/nw-adass-2020/")
    page.emulate_media(media="print")
    inside = page.locator('a[href^="/"]').evaluate_all(f"all => all.map({AFTER})")
    assert len(inside) > 10
    assert not [said for said in inside if "/" in said]
    assert page.locator("main a[href^=http]:not(.app-address)").count() == 0
    page.goto(f"{site}/accessibility/")
    assert "https://" in page.locator("main a[href^=http]").first.evaluate(AFTER)


@pytest.mark.parametrize("name", ["/my-list/", "/briefing/"])
def test_a_list_of_ones_own_prints_with_its_link_and_what_was_written(page, site, name):
    page.goto(f"{site}{name}?ref=NW-L01&ref=NW-R01")
    page.emulate_media(media="print")
    cover = page.locator(".app-cover").first
    expect(cover).to_contain_text("/my-list/?ref=NW-L01&ref=NW-R01")
    expect(cover).to_contain_text(re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}"))
    written = page.locator("textarea").first
    expect(written).to_be_hidden()
    written.evaluate("each => each.value = 'One line.\\n'.repeat(9)")
    expect(written).to_be_visible()
    assert not written.evaluate("each => each.scrollHeight > each.clientHeight + 1")


@pytest.mark.parametrize("address", ["/", "/timeline/", "/figures/", "/pictures/map/", "/pictures/themes-by-region/"])
def test_paper_offers_neither_a_search_nor_a_download(page, site, address):
    page.goto(site + address)
    page.emulate_media(media="print")
    for words in ("Search the records", "Go to the table", "(CSV)"):
        for part in page.locator("main").get_by_text(words).all():
            expect(part).to_be_hidden()


@pytest.mark.parametrize("name", ["themes-by-region", "themes-by-enabler", "map"])
def test_a_picture_is_no_wider_than_the_paper(page, site, name):
    page.set_viewport_size({"width": 673, "height": 980})  # A4 within its margins, at 96 dots an inch
    page.goto(f"{site}/pictures/{name}/")
    page.emulate_media(media="print")
    expect(page.locator(".app-heat, .app-map").first).to_be_visible()
    assert not page.evaluate(WIDER_THAN_THE_WINDOW)


def test_a_filtered_list_prints_whole(page, site):
    page.goto(f"{site}/case-studies/?region=north-west")
    number = int(page.get_by_role("status").filter(has_text="case studies").inner_text().split()[0])
    page.get_by_text("More formats").click()
    page.get_by_role("link", name="The whole list on one page, to print").click()
    assert number > 20
    expect(page.locator(".app-card")).to_have_count(number)
    page.emulate_media(media="print")
    expect(page.locator(".app-chosen")).to_contain_text("Region: North West")


def test_a_first_visit_to_a_list_weighs_at_most_60_kilobytes(browser, site):
    context = browser.new_context()
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    weights = []
    client.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(f"{site}/case-studies/", wait_until="networkidle")
    assert len(page.locator(".app-card").all()) == 20
    assert sum(weights) <= 60_000, weights
    context.close()


def test_browsers_keep_every_static_file_for_ever(page, site):
    kept = {}
    page.on("response", lambda answer: kept.update({answer.url: answer.headers.get("cache-control", "")}))
    page.goto(f"{site}/case-studies/", wait_until="networkidle")
    static = {address: said for address, said in kept.items() if "/static/" in address}
    assert any("govuk-frontend.min" in address and address.endswith(".js") for address in static)
    assert [address for address, said in static.items() if "immutable" not in said] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_moves_while_a_page_loads(page, site, width):
    page.set_viewport_size({"width": width, "height": 720})
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value)).observe({type: 'layout-shift', buffered: true})"
    )
    for address in ("/", "/case-studies/", "/lessons/common-purpose/"):
        page.goto(site + address, wait_until="networkidle")
        assert page.evaluate("window.shift") < 0.01, address


def test_visitors_get_no_cookie(context, site):
    page = context.new_page()
    for address in ("/", "/lessons/", "/compare/?council=wigan&council=lancashire", "/no-such-page/"):
        page.goto(site + address)
    assert context.cookies() == []
