"""What an address leads to: a web service at all, and on which machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def trusts_environment(url: str) -> bool:
    """Whether the proxies that the environment names apply: never on the way to this machine."""
    return not is_loopback(url)
