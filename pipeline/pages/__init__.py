"""The pages of a published tree: what people read.

    contents    what a version's files say
    roster, organisation + drawing, seats, groups, sample, ...    one section each: data in, view model out
    sections    which sections a page has, by the kind of its package
    site        which pages there are; sitemap: what crawlers are told
    plan, validate    the pages that are not of a tree: what these commands answer with
    render      view models to HTML; the only place that knows the templates, and that escapes

A view model holds texts in one language, ready to show; templates repeat and omit, and decide nothing else.
"""

from pipeline.pages.render import load_templates
from pipeline.pages.site import pages
from pipeline.pages.sitemap import crawling
from pipeline.pages.validate import findings_page

__all__ = ["crawling", "findings_page", "load_templates", "pages"]
