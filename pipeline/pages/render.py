"""View models to HTML. Every text is escaped here, by jinja2, and nowhere else; no text is ever exempt.

The stylesheet lies in the page, and the page's own policy names its hash: a page loads nothing and runs nothing,
whatever a source may have smuggled into a text.
"""

import hashlib
from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.pages.page import Page
from pipeline.project import CatalogSettings
from pipeline.wording.pages import texts

STYLESHEET = "style.css"


def render(page: Page, settings: CatalogSettings | None) -> bytes:
    """The HTML of a page, UTF-8: one of the tree that `settings` describe, or (null) one that stands alone."""
    template = _templates().get_template("page.html" if settings else "shell.html")
    style = _style()
    html = template.render(
        page=page,
        t=texts(page.language),
        settings=settings,
        style=Markup(style),  # noqa: S704 (our own file; every other text is escaped)
        policy=_policy(style),
    )
    return html.encode()


def load_templates() -> None:
    """Compile every template now, while something else is waited for, rather than when the first page needs it."""
    templates = _templates()
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("pipeline"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return templates


@cache
def _style() -> str:
    source, _, _ = PackageLoader("pipeline").get_source(_templates(), STYLESHEET)
    return "\n".join(line.strip() for line in source.splitlines() if line.strip())


def _policy(style: str) -> str:
    """The page's Content-Security-Policy: this stylesheet, a picture written into the page, and nothing else."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
