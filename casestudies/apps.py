from django.apps import AppConfig


class CaseStudiesConfig(AppConfig):
    name = "casestudies"
    verbose_name = "Case studies"
    page_sections = "casestudies.findings.SECTIONS"
    sitemap_pages = "casestudies.urls.SITEMAP_PAGES"
