"""Pages travel packed, where the length of what travels gives nothing away.

Packing makes a page shorter where its words repeat. Who lets somebody's browser open addresses with
guessed words in them and sees the lengths go by could so find out, guess by guess, what the page
says (BREACH). That takes requests that another site starts. The browser tells us who started each
one, and no page cares for what it says in that header; so only what was asked for by our own pages
or by the reader is packed.
"""

import gzip

from flask import Response, request

KINDS = frozenset({"text/html", "application/json"})
LEAST = 1024
"""Less does not get shorter by much."""
LEVEL = 5


def pack(response: Response) -> Response:
    """Pack an answer that our own page or the reader asked for."""
    if response.mimetype not in KINDS or response.is_streamed or response.direct_passthrough:
        return response
    if "Content-Encoding" in response.headers or "ETag" in response.headers:
        return response
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    if not request.accept_encodings["gzip"] or len(body := response.get_data()) < LEAST:
        return response
    if request.headers.get("Sec-Fetch-Site") in {"same-origin", "none"}:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
