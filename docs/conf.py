"""How the handbook is built: `make docs`. It needs no network, and a broken link is an error."""

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "mlr-opendata"
release = version = _PROJECT["version"]
extensions = ["myst_parser", "sphinx_click"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["attrs_block"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
nitpicky = True
html_theme = "furo"
html_title = "mlr-opendata"
html_static_path = ["_static"]
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
smartquotes = False
suppress_warnings = ["misc.highlighting_failure"]  # Power Query has no lexer
pygments_style = "friendly"
