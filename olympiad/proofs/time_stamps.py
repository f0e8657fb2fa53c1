"""A time server (RFC 3161) that tells when a PDF was signed, and is left alone for a while after it gave no answer."""

import asyncio
import logging
import time
import urllib.request
from functools import lru_cache

from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

SECONDS = 5
"""So long a server may be silent."""
PAUSE = 60.0
"""So long nobody asks a server that gave no answer: thousands of certificates are not made to wait for it one by one."""
LARGEST = 65_536
ANSWER = "application/timestamp-reply"

log = logging.getLogger(__name__)


class TimeServer(TimeStamper):
    """Asks one server by HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # why: pyHanko has no types here
        self.url = url
        self._asked_again = 0.0

    @property
    def is_asked(self) -> bool:
        """Return whether the server answered last, or its pause is over."""
        return time.monotonic() >= self._asked_again

    def gave_none(self, fault: Exception) -> None:
        """Leave the server alone for a while; what is signed meanwhile has no time stamp."""
        self._asked_again = time.monotonic() + PAUSE
        log.warning(
            "the time server %s gave no time stamp, none is asked for during %.0f s: %s", self.url, PAUSE, fault
        )

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the answer to a request.

        Raises TimestampRequestError, or OSError where the server is not there.
        """
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, body: bytes) -> tsp.TimeStampResp:
        request = urllib.request.Request(self.url, body, set_tsp_headers({}))  # noqa: S310 the administrator's setting
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            kind, content = answer.headers.get_content_type(), answer.read(LARGEST + 1)
        if kind != ANSWER or len(content) > LARGEST:
            raise TimestampRequestError("what came is no time stamp")
        return tsp.TimeStampResp.load(content)


@lru_cache(maxsize=4)
def server(url: str) -> TimeServer:
    """Return the server at an address; one for the process, so that its pause holds for all who sign."""
    return TimeServer(url)
