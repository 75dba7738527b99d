"""Whether a page in the browser is accessible."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What can be different on a narrow screen; the rest has been checked on a wide one.
RULES_OF_A_PHONE = ["target-size", "scrollable-region-focusable", "aria-hidden-focus", "heading-order"]
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def violations(page, sort, names, part=None):
    """What axe finds wrong by the rules of these tags or names, in a line each; in one part of the page if asked."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state()
    # A page that has been looked at before holds the script, which takes longer to bring than to run.
    axe = Axe() if page.evaluate("typeof axe") == "undefined" else Axe("")
    found = axe.run(
        page, context=part, options={"runOnly": {"type": sort, "values": names}, "resultTypes": ["violations"]}
    ).response["violations"]
    return [f"{each['id']} ({each['impact']}): {node['target']}" for each in found for node in each["nodes"][:3]]
