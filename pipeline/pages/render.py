"""View models to HTML. Every text is escaped here, by jinja2, and nowhere else; no text is ever exempt.

The stylesheet and the data for search engines lie in the page, and the page's own policy names their hashes: a page
loads nothing and runs nothing, whatever a source may have smuggled into a text.
"""

import hashlib
from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from pipeline.pages.compiled import Compiled
from pipeline.pages.page import Page
from pipeline.project import CatalogSettings
from pipeline.wording.pages import texts

STYLESHEET = "style.css"


def render(page: Page, settings: CatalogSettings | None, styles: tuple[str, ...] = ()) -> bytes:
    """The HTML of a page, UTF-8: one of the tree that `settings` describe, or (null) one that stands alone.

    `styles` are the stylesheets that it needs beside that of all pages.
    """
    template = _templates().get_template("page.html" if settings else "shell.html")
    style = _style(STYLESHEET, *styles)
    data = htmlsafe_json_dumps(page.json_ld, ensure_ascii=False) if page.json_ld else Markup()
    html = template.render(
        page=page,
        t=texts(page.language),
        settings=settings,
        style=Markup(style),  # noqa: S704 (our own file; every other text is escaped)
        data=data,
        policy=_policy(style, data),
    )
    return html.encode()


def load_templates() -> None:
    """Load every template now, while something else is waited for, rather than when the first page needs it."""
    templates = _templates()
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=Compiled(),
    )


@cache
def _style(*names: str) -> str:
    loader = PackageLoader("pipeline")
    source = "\n".join(loader.get_source(_templates(), name)[0] for name in names)
    return "\n".join(line.strip() for line in source.splitlines() if line.strip())


def _policy(style: str, data: str) -> str:
    """The page's Content-Security-Policy: this stylesheet, this data, a picture written into the page, nothing else.

    No browser runs the data, which is no program; but some checkers ask that a policy allows whatever bears that name.
    """
    scripts = f"script-src {_digest(data)}; " if data else ""
    return (
        f"default-src 'none'; style-src {_digest(style)}; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
