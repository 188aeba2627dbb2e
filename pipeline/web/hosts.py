"""Which addresses may be asked: public web servers, unless the operator says otherwise.

An address on the page, or one that a server redirects to, could lead into the network this program runs in.
"""

import ipaddress

from pipeline.errors import AddressForbidden
from pipeline.redact import redact
from pipeline.web.address import NoAddressError, read_address

_METADATA = ipaddress.IPv6Address("fd00:ec2::254")  # of Amazon's machines, beside 169.254.169.254
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def check_url(url: str, came_from: str | None = None) -> None:
    """Nothing, where `url` may be asked for.

    Args:
        url: the address.
        came_from: the address that redirected to it; null for the first one.

    Raises:
        SourceError: it is no http(s) address of a host, it carries a password or tells of somebody, or it leads from
            https back to http.
    """
    try:
        address = read_address(url)
    except NoAddressError as fault:
        if fault.why == "scheme":
            raise AddressForbidden("url_scheme", url=url, scheme=url.partition(":")[0] if ":" in url else "?") from None
        if fault.why == "password":
            raise AddressForbidden("url_with_password", host=url.rpartition("@")[2].partition("/")[0]) from None
        raise AddressForbidden("url_unusable", url=url) from None
    if " " in url:
        raise AddressForbidden("url_unusable", url=url)
    if came_from is None and redact(url) != url:  # it is published as the source
        raise AddressForbidden("url_with_contact", host=address.host)
    if came_from is not None and address.scheme == "http" and read_address(came_from).scheme == "https":
        raise AddressForbidden("redirect_insecure", url=url, came_from=came_from)


def ensure_reachable(url: str, address: str, *, allow_private: bool) -> None:
    """Return if the IP address that `url` leads to may be asked. Raises SourceError."""
    if is_link_local(address):
        raise AddressForbidden("address_link_local", url=url, address=address)
    if not (allow_private or is_public(address)):
        raise AddressForbidden("address_private", url=url, address=address)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and not of a private, local or reserved network."""
    ip = _meant(address)
    return ip.is_global and not ip.is_multicast


def is_link_local(address: str) -> bool:
    """Whether an IP address is one by which a cloud tells its machines their secrets: nobody publishes a page there."""
    ip = _meant(address)
    return ip.is_link_local or ip == _METADATA


def _meant(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IP address that an address leads to: of one that wraps another, that other one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        return inner or ip
    return ip
