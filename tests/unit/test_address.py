"""Addresses as browsers read them: one spelling, or none."""

import pytest

from pipeline.web.address import NoAddressError, leads_on, read_address

PAGE = "https://www.malmolundregionen.se/om-mlr/"


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("/x.pdf", "https://www.malmolundregionen.se/x.pdf"),
        ("plan.pdf", "https://www.malmolundregionen.se/om-mlr/plan.pdf"),
        ("\n /wp/Plan 2.pdf\t", "https://www.malmolundregionen.se/wp/Plan%202.pdf"),
        ("/dok/årsplan.pdf", "https://www.malmolundregionen.se/dok/%C3%A5rsplan.pdf"),
        ("https:plan.pdf", "https://www.malmolundregionen.se/om-mlr/plan.pdf"),
        ("https:/x.pdf", "https://www.malmolundregionen.se/x.pdf"),
        ("//evil.example/x", "https://evil.example/x"),
        ("///evil.example/x", "https://evil.example/x"),
        ("HTTPS://WWW.Malmolundregionen.SE:443/x", "https://www.malmolundregionen.se/x"),
        ("https://malmolundregione%6e.se/x", "https://malmolundregionen.se/x"),
        ("https://ｍalmolundregionen.se/x", "https://malmolundregionen.se/x"),
        ("https://mаlmolundregionen.se/x", "https://xn--mlmolundregionen-tdn.se/x"),
        ("https://malmolundregionen.se./x", "https://malmolundregionen.se./x"),
        ("http://0x7f.1/x", "http://127.0.0.1/x"),
        ("http://0177.0.0.1/x", "http://127.0.0.1/x"),
        ("http://2130706433/x", "http://127.0.0.1/x"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("?id=1#sida", "https://www.malmolundregionen.se/om-mlr/?id=1#sida"),
    ],
)
def test_an_address_is_what_a_browser_takes_it_for(written: str, href: str) -> None:
    assert read_address(written, PAGE).href == href


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("https://evil.example\\@malmolundregionen.se/p.pdf", "backslash"),
        ("https:/\\evil.example", "backslash"),
        ("\\\\evil.example\\x", "backslash"),
        ("/x%5Cy", "backslash"),
        ("/x%255Cy", "backslash"),
        ("https://anna:secret@malmolundregionen.se/", "password"),
        ("https://anna@malmolundregionen.se/", "password"),
        ("https://@malmolundregionen.se/", "password"),
        ("//:@malmolundregionen.se/", "password"),
        ("https://malmolundregionen.se%40evil.example/", "unusable"),
        ("https://evil.exam\tple/x", "characters"),
        ("https://evil.exam\nple/x", "characters"),
        ("java\nscript:alert(1)", "characters"),
        ("/plan\u202efdp.exe", "characters"),
        ("/plan%E2%80%AEfdp.exe", "characters"),
        ("/plan%250D%250ASet-Cookie:x", "characters"),
        ("/plan%00.pdf", "characters"),
        ("/pl\u00adan.pdf", "characters"),
        ("/pl\u200ban.pdf", "characters"),
        ("/plan\U000e0041.pdf", "characters"),
        ("/plan\ue000.pdf", "characters"),
        ("/plan\u2028.pdf", "characters"),
        ("/plan&bsol;x", "characters"),
        ("javascript:alert(1)", "scheme"),
        ("JavaScript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("mailto:anna.ek@lund.se", "scheme"),
        ("tel:+4640341000", "scheme"),
        ("ftp://malmolundregionen.se/x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("http://", "unusable"),
        ("http://[", "unusable"),
        ("https://malmolundregionen.se:99999/", "unusable"),
    ],
)
def test_what_readers_would_take_for_different_addresses_is_none(written: str, why: str) -> None:
    with pytest.raises(NoAddressError) as caught:
        read_address(written, PAGE)
    assert caught.value.why == why


@pytest.mark.parametrize("written", ["", "plan.pdf", "www.example.org", "//example.org/"])
def test_without_a_base_an_address_is_complete(written: str) -> None:
    with pytest.raises(NoAddressError) as caught:
        read_address(written)
    assert caught.value.why == "scheme"


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("/go?url=https://evil.example", True),
        ("/go?url=https%3A%2F%2Fevil.example", True),
        ("/go?url=https%253A%252F%252Fevil.example", True),
        ("/go?url=//evil.example", True),
        ("/go?to=www.evil.example", True),
        ("/go?to=evil.example/x", True),
        ("/go?to=javascript:alert(1)", True),
        ("/go/https://evil.example", True),
        ("/go/https:/evil.example", True),
        ("/go#https://evil.example", True),
        ("/dok//plan.pdf", False),
        ("/dok?file=plan.pdf&sida=3", False),
        ("/dok?tid=10:30", False),
        ("/dok#page=3", False),
    ],
)
def test_an_address_within_an_address_is_seen(written: str, *, leads: bool) -> None:
    assert leads_on(read_address(written, PAGE)) == leads
