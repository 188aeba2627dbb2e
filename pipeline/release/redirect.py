"""The page in the folder of a version, so that its address answers: it leads to the page about the version.

Nothing in it depends on a template, or on what becomes of the version: so it is a part of the version, and never
changes. Where the version was withdrawn and only a tombstone is left, it is one of the pages of the site.
"""

REDIRECT = "index.html"
_HTML = """<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">
<meta http-equiv="refresh" content="0; url=../{version}.html">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{package} {version}</title>
<link rel="icon" href="data:,">
<link rel="canonical" href="../{version}.html">
</head>
<body>
<main>
<h1>{package} {version}</h1>
<p><a href="../{version}.html">Sidan om den här versionen</a></p>
<p lang="en"><a href="../{version}.en.html" hreflang="en">The page about this version</a></p>
</main>
</body>
</html>
"""


def redirect(package: str, version: str) -> bytes:
    """The page; both names are such that need no escaping."""
    return _HTML.format(package=package, version=version).encode()
