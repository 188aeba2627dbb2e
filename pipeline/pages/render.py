"""View models to HTML. Every text is escaped here, by jinja2, and nowhere else; no text is ever exempt.

The stylesheet lies in the page, and the page's own policy names its hash: a page loads nothing and runs nothing,
whatever a source may have smuggled into a text.
"""

import hashlib
from base64 import b64encode
from functools import cached_property

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.pages.page import Page
from pipeline.project import CatalogSettings
from pipeline.wording.pages import texts

STYLESHEET = "style.css"


class Renderer:
    """The templates, for the pages of one tree."""

    def __init__(self, settings: CatalogSettings | None) -> None:
        """Make pages of the tree that `settings` describe; null for a page that stands alone."""
        self._settings = settings
        self._templates = Environment(
            loader=PackageLoader("pipeline"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}

    def render(self, page: Page) -> bytes:
        """The HTML of a page, UTF-8."""
        template = self._templates.get_template("page.html" if self._settings else "shell.html")
        html = template.render(
            page=page,
            t=texts(page.language),
            settings=self._settings,
            style=Markup(self._style),  # noqa: S704 (our own file; every other text is escaped)
            policy=self._policy,
        )
        return html.encode()

    @cached_property
    def _style(self) -> str:
        source, _, _ = PackageLoader("pipeline").get_source(self._templates, STYLESHEET)
        return "\n".join(line.strip() for line in source.splitlines() if line.strip())

    @cached_property
    def _policy(self) -> str:
        """The page's Content-Security-Policy: this stylesheet, a picture written into the page, and nothing else."""
        digest = b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
