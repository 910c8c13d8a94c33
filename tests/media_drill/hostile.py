"""Files of attackers: each would run if a browser let it."""

import gzip
from typing import NamedTuple


class Hostile(NamedTuple):
    name: str
    type: str
    data: bytes


def hostile(beacon: str) -> list[Hostile]:
    """Each logs `executed` on the console and calls the beacon when it runs."""
    script = f"console.log('executed');new Image().src='{beacon}/hit';document.title='executed'"
    html = f'<!doctype html><title>x</title><script>{script}</script><img src=x onerror="{script}">'.encode()
    svg = (
        (
            '<svg xmlns="http://www.w3.org/2000/svg" onload="SCRIPT"><script>SCRIPT</script>'
            '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="SCRIPT"/></body>'
            "</foreignObject></svg>"
        )
        .replace("SCRIPT", script)
        .encode()
    )
    xhtml = f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{script}</script></html>'.encode()
    xslt = (
        '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><r><xsl:stylesheet id="s" version="1.0" '
        'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><script>'
        f"{script}</script></html></xsl:template></xsl:stylesheet></r>"
    ).encode()
    gif = b"GIF89a/*" + b"\0" * 20 + b"*/=1;" + script.encode()
    pdf = b"%PDF-1.4\n" + html + b"\n%%EOF"
    png = b"\x89PNG\r\n\x1a\n" + html
    multipart = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + html
    return [
        Hostile("page.html", "text/html", html),
        Hostile("page.png", "image/png", html),
        Hostile("page", "text/html;charset=utf-8".partition(";")[0], html),
        Hostile("picture.svg", "image/svg+xml", svg),
        Hostile("picture.svgz", "image/svg+xml", gzip.compress(svg)),
        Hostile("page.xhtml", "application/xhtml+xml", xhtml),
        Hostile("page.xml", "text/xml", xslt),
        Hostile("script.js", "text/javascript", script.encode()),
        Hostile("both.gif", "image/gif", gif),
        Hostile("both.pdf", "application/pdf", pdf),
        Hostile("both.png", "image/png", png),
        Hostile("mail.mhtml", "multipart/related", multipart),
        Hostile("utf7.txt", "text/plain", b"+ADw-script+AD4-" + script.encode() + b"+ADw-/script+AD4-"),
        Hostile("utf16.html", "text/html", html.decode().encode("utf-16")),
        Hostile("../../../etc/cron.d/x.html", "text/html", html),
        Hostile("a\r\nContent-Type: text/html\r\n\r\n<script>.html", "text/html", html),
        Hostile("a\u202egpj.html", "text/html", html),
        Hostile('"; filename="x.html', "text/html", html),
        Hostile("x" * 200 + ".html", "text/html", html),
    ]
