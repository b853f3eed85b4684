"""Addresses that mail and feed may print: absolute, of the web, safe within Markdown, HTML and XML."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from pipeline.datamodel.issue import Plan
from pipeline.errors import ConfigError
from pipeline.render.moments import web_address

NOWHERE = "newsletter.invalid"
"""The host in names of messages and entries where no site is given (RFC 2606: it never exists)."""


def site_of(plan: Plan) -> str | None:
    """Where the issues are published, without a slash at its end. Raises ConfigError for a site that is no web address."""
    if not plan.site:
        return None
    address = web_address(plan.site)
    if address is None:
        raise ConfigError(f"newsletter.toml: site {plan.site!r} is no web address; write https://…")
    return address.split("?")[0].split("#")[0].rstrip("/")


def page_address(plan: Plan, period: str) -> str | None:
    """The address of an issue's page; None without a site."""
    site = site_of(plan)
    return f"{site}/{quote(period)}/newsletter.html" if site else None


def host_of(plan: Plan) -> str:
    """The host of the site, for names of messages and entries."""
    site = site_of(plan)
    name = (urlsplit(site).hostname or NOWHERE) if site else NOWHERE
    return name if name.isascii() else name.encode("idna").decode()
