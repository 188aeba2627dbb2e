"""Where a link leads is read as a browser reads it, and nobody is led where a page of ours should not lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.weblink import host_of, shown, web_address

HOST = "www.malmolundregionen.se"
BASE = f"https://{HOST}/om-mlr/"


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("plan.pdf", f"{BASE}plan.pdf"),
        ("/plan.pdf", f"https://{HOST}/plan.pdf"),
        ("../plan 2024.pdf", f"https://{HOST}/plan%202024.pdf"),
        (" https://malmolundregionen.se/p.pdf\n", "https://malmolundregionen.se/p.pdf"),
        ("//malmolundregionen.se:443/p.pdf", "https://malmolundregionen.se/p.pdf"),
        ("HTTPS://MALMOLUNDREGIONEN.SE/P.pdf?v=2&x=1#sida-3", "https://malmolundregionen.se/P.pdf?v=2&x=1#sida-3"),
        ("/uppladdat/2022/10/åtgärder.pdf", f"https://{HOST}/uppladdat/2022/10/%C3%A5tg%C3%A4rder.pdf"),
        ("/dokument/2023-10-15/plan-2023-2026.pdf", f"https://{HOST}/dokument/2023-10-15/plan-2023-2026.pdf"),
    ],
)
def test_a_plain_link_leads_where_a_browser_goes(target, address):
    assert web_address(target, BASE) == address


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("//evil.example/p.pdf", "evil.example"),
        ("https:evil.example", HOST),  # to a browser, a path of the same site
        ("https://0x7f.1/", "127.0.0.1"),
        ("https://2130706433/", "127.0.0.1"),
        ("https://m\u0430lmolundregionen.se/", "xn--mlmolundregionen-tdn.se"),  # a Cyrillic a
        ("https://www.malmolundregionen.se.evil.example/", "www.malmolundregionen.se.evil.example"),
        ("https://www.malmolundregionen.se./p.pdf", "www.malmolundregionen.se."),
        ("https://%65vil.example/", "evil.example"),
    ],
)
def test_the_host_is_the_one_that_a_browser_asks(target, host):
    found = web_address(target, BASE)
    assert found is not None
    assert host_of(found) == host


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example\\@malmolundregionen.se/p.pdf",
        "https:/\\evil.example",
        "\\\\evil.example\\p.pdf",
        "https://malmolundregionen.se%5C@evil.example/",
        "/p%5Cq.pdf",
        "https://anna:secret@malmolundregionen.se/p.pdf",
        "https://anna@malmolundregionen.se/",
        "https://:@malmolundregionen.se:8443/",
        "https://malmolundregionen.se:8443/p.pdf",
        "http://malmolundregionen.se:443/",
        "ftp://malmolundregionen.se/p.pdf",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "mailto:anna.ek@lund.se",
        "tel:+4640341000",
        "file:///etc/passwd",
        "blob:https://malmolundregionen.se/x",
        "/p\x00.pdf",
        "/p\t.pdf",
        "/p\n.pdf",
        "/p%00.pdf",
        "/p%0D%0A.pdf",
        "/plan\u202efdp.exe",
        "/plan%E2%80%AEfdp.exe",
        "/plan\u200b.pdf",
        "/plan\ufeff.pdf",
        "/plan\U000e0041.pdf",
        "/plan\ue000.pdf",
        "/p.pdf?mail=anna.ek%40lund.se",
        "/p.pdf?mail=anna.ek%2540lund.se",
        "/anna.ek@lund.se/p.pdf",
        "/19850101-1234.pdf",
        "/p.pdf#850101-1234",
        "/p.pdf?ring=070-123%2045%2067",
        "https://",
        "http://[::1",
        "https://a b.se/",
    ],
)
def test_what_nobody_should_be_led_to_is_no_address(target):
    assert web_address(target, BASE) is None


@pytest.mark.parametrize("secret", ["secret", "anna.ek", "850101-1234", "070-123 45 67", "\u202e", "\x00"])
def test_a_link_is_shown_without_what_it_must_not_tell(secret):
    targets = [
        "https://anna:secret@evil.example/p.pdf",
        "/p.pdf?mail=anna.ek%40lund.se",
        "/850101-1234.pdf",
        "/p?ring=070-123%2045%2067",
        "/plan\u202e%00.pdf",
    ]
    assert all(secret not in shown(target) for target in targets)
    assert shown("https://evil.example/p.pdf") == "https://evil.example/p.pdf"


@given(st.text(max_size=60))
def test_whatever_is_written_a_published_address_is_plain(target):
    found = web_address(target, BASE)
    assert found is None or (found.startswith(("http://", "https://")) and found.isascii() and found.isprintable())
