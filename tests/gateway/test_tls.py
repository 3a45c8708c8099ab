"""The line over TLS, on real sockets: only the named authority is believed, a proxy hears nothing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from sync.change import Value
from sync.https import Terms
from sync.post import Untrusted, is_authority
from sync.round import Broken
from tests.benchmarks.sync.certificates import Certificates
from tests.gateway.device import Device, new_id
from tests.gateway.listening import listening, on_the_line

PERSON: dict[str, Value] = {"full_name": "Giàng Thị Mỷ", "birth_date": "1988"}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def secure(provincial, certificates) -> Iterator[str]:
    _, chain, _, key = certificates.options
    with listening(provincial, certificate=(chain, key)) as port:
        yield f"https://127.0.0.1:{port}"


@pytest.fixture
def device(provincial) -> Device:
    made = Device(provincial)
    made.write(("person", new_id(), PERSON))
    return made


def test_the_province_is_believed_by_its_own_authority(device, secure, certificates):
    with on_the_line(device, secure, Terms(authority=certificates.authority.read_text())):
        assert device.sync().receipt.upto == 1


def test_another_authority_is_not_believed_nor_are_those_of_the_system(device, secure, tmp_path):
    other = Certificates(tmp_path).authority.read_text()
    for authority in (other, None):
        with on_the_line(device, secure, Terms(authority=authority)), pytest.raises(Untrusted):
            device.sync()
    assert device.sync().receipt.count == 1  # nothing had gone up before


def test_only_certificates_are_authorities(certificates):
    assert is_authority(certificates.authority.read_text())
    for text in ("", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        assert not is_authority(text)


@contextmanager
def tunnels(heard: bytearray) -> Iterator[str]:
    """A proxy as in a district office: takes CONNECT, carries bytes, and remembers what it could read."""
    ends: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_accept, args=(server, heard, ends), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for end in ends:
            end.close()


def _accept(server: socket.socket, heard: bytearray, ends: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            near, _ = server.accept()
            heard += (asked := near.recv(4096))
            host, port = asked.split()[1].decode().rsplit(":", 1)
            far = socket.create_connection((host, int(port)))
            ends += [near, far]
            near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, sink, heard), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, heard: bytearray) -> None:
    with suppress(OSError):
        while block := source.recv(65536):
            heard += block
            sink.sendall(block)
        sink.shutdown(socket.SHUT_WR)


def test_a_proxy_carries_the_line_and_reads_nothing_of_it(device, secure, certificates):
    heard = bytearray()
    with tunnels(heard) as proxy:
        terms = Terms(authority=certificates.authority.read_text(), proxy=proxy)
        with on_the_line(device, secure, terms):
            assert device.sync().receipt.upto == 1
    assert heard.startswith(b"CONNECT 127.0.0.1:")
    assert b"/v2" not in heard
    assert device.id.encode() not in heard


def test_a_proxy_that_is_gone_is_a_broken_line(device, secure, certificates):
    terms = Terms(authority=certificates.authority.read_text(), proxy="http://127.0.0.1:9")
    with on_the_line(device, secure, terms), pytest.raises(Broken):
        device.sync()


def test_plain_http_never_goes_through_a_proxy(device, provincial):
    """It stays on this machine; a proxy elsewhere would read it."""
    terms = Terms(proxy="http://127.0.0.1:9")
    with listening(provincial) as port, on_the_line(device, f"http://127.0.0.1:{port}", terms):
        assert device.sync().receipt.upto == 1


def test_an_address_of_ipv6_is_written_in_brackets(device, provincial):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    with listening(provincial, host="::1") as port, on_the_line(device, f"http://[::1]:{port}"):
        assert device.sync().receipt.upto == 1
