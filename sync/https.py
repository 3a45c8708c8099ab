"""The line to the gateway over HTTPS; plain HTTP is for this machine only."""

from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.change import Malformed
from sync.message import BODY_LIMIT, PROTOCOL, Answer, Ask, Enrol, Enrolled, Refusal
from sync.parcel import Message, answer_is_from, pack, sign_ask, unpack
from sync.round import Broken, Turned

CONNECT_SECONDS = 10
STALL_SECONDS = 30
"""Without a single byte for so long the line counts as broken; slow lines have all the time they need."""
DEVICE, SIGNATURE = "Tram-Device", "Tram-Signature"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_CHUNK = 16 * 1024


def checked(gateway: str) -> str:
    """The gateway's address without a trailing slash. Raises ValueError for one that would leak."""
    parts = urlsplit(gateway)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("plain HTTP")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("address")
    return gateway.rstrip("/")


class HttpsLine:
    """Implements `round.Line` for one device."""

    def __init__(self, gateway: str, device: str, signing_key: bytes, gateway_key: bytes) -> None:
        self._gateway = checked(gateway)
        self._device = device
        self._key = Ed25519PrivateKey.from_private_bytes(signing_key)
        self._gateway_key = gateway_key
        self._session = requests.Session()

    def exchange(self, ask: Ask) -> Answer:
        body = pack(ask)
        headers = {DEVICE: self._device, SIGNATURE: sign_ask(body, self._key)}
        answer, signature = _post(self._session, f"{self._gateway}/v1/exchange", body, headers)
        if not signature or not answer:
            # A captive portal or a proxy's own page, with a cheerful 200; or a line cut within the headers.
            raise Broken("unsigned answer")
        if not answer_is_from(answer, signature, self._gateway_key):
            # Somebody else answers at this address: nothing of it is believed.
            raise Turned("gateway_key", "Máy chủ trả lời không phải kho tỉnh mà máy này đã ghi danh.")
        return _read(answer, Answer)

    def close(self) -> None:
        self._session.close()


def enrol(gateway: str, code: str, signing_key: bytes) -> Enrolled:
    """Shows the one-time code; from here on the gateway knows the device by its key."""
    public = Ed25519PrivateKey.from_private_bytes(signing_key).public_key().public_bytes_raw()
    body = pack(Enrol(PROTOCOL, code, public))
    with requests.Session() as session:
        answer, _ = _post(session, f"{checked(gateway)}/v1/enrol", body, {})
    return _read(answer, Enrolled)


def _post(session: requests.Session, url: str, body: bytes, headers: dict[str, str]) -> tuple[bytes, str]:
    try:
        with session.post(
            url,
            data=body,
            headers={"Content-Type": "application/zstd", "Accept-Encoding": "identity", **headers},
            timeout=(CONNECT_SECONDS, STALL_SECONDS),
            stream=True,
            allow_redirects=False,
        ) as response:
            answer = _limited(response)
            status, signature = response.status_code, response.headers.get(SIGNATURE, "")
    except (requests.RequestException, OSError) as error:
        raise Broken(type(error).__name__) from error
    if status == 200:
        return answer, signature
    if 400 <= status < 500 and status not in (408, 429):
        refusal = _read(answer, Refusal)
        raise Turned(refusal.code, refusal.reason)
    raise Broken(f"HTTP {status}")


def _limited(response: requests.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_content(_CHUNK):
        size += len(chunk)
        if size > BODY_LIMIT:
            raise Broken("answer too large")
        chunks.append(chunk)
    return b"".join(chunks)


def _read(body: bytes, kind: type[Message]) -> Message:
    try:
        return unpack(body, kind)
    except Malformed as error:
        # A captive portal or a proxy's own page: the line is not what it seems.
        raise Broken("not a gateway's answer") from error
