"""One HTTP question and its answer, in as few bytes as HTTP allows."""

from collections.abc import Mapping
from typing import NamedTuple

import requests
from urllib3.util import SKIP_HEADER

from sync.message import BODY_LIMIT
from sync.round import Broken

CONNECT_SECONDS = 10
STALL_SECONDS = 30
"""Without a single byte for so long the line counts as broken; slow lines have all the time they need."""
_CHUNK = 16 * 1024


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]


def session() -> requests.Session:
    made = requests.Session()
    made.headers.clear()
    # Left to themselves, the layers below would each say something.
    made.headers.update({"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER})
    return made


def post(line: requests.Session, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    """Raises Broken when the line fails before the whole answer is here. No redirect is followed."""
    try:
        with line.post(
            url,
            data=body,
            headers=headers,
            timeout=(CONNECT_SECONDS, STALL_SECONDS),
            stream=True,
            allow_redirects=False,
        ) as response:
            return Reply(response.status_code, _limited(response), response.headers)
    except (requests.RequestException, OSError) as error:
        raise Broken(type(error).__name__) from error


def _limited(response: requests.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_content(_CHUNK):
        size += len(chunk)
        if size > BODY_LIMIT:
            raise Broken("answer too large")
        chunks.append(chunk)
    return b"".join(chunks)
