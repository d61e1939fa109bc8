"""Nothing that a stranger writes makes this house call itself, its neighbours, or for long."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sewaka.kernel import http
from sewaka.kernel.http import Client, Unreachable, Unsafe, checked_url, is_public

HOST = "hooks.contoh.example"
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind: Test\r\n\r\nok"
Serve = Callable[[ssl.SSLSocket, bytes], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for HOST, signed by itself; the file holds key and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def whole_request(connection: ssl.SSLSocket) -> bytes:
    """Head and body: who hangs up on a body that is still under way takes the answer along."""
    found = b""
    while more := connection.recv(65536):
        found += more
        head, end, body = found.partition(b"\r\n\r\n")
        named = re.search(rb"(?i)content-length: (\d+)", head)
        if end and len(body) >= (int(named[1]) if named else 0):
            break
    return found


@contextmanager
def server(certificate: Path, serve: Serve) -> Iterator[tuple[int, list[bytes]]]:
    """A TLS server on loopback for one connection; its port and the requests it got."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def answer() -> None:
            try:
                plain, _address = listener.accept()
                with context.wrap_socket(plain, server_side=True) as connection:
                    connection.settimeout(5)
                    request = whole_request(connection)
                    got.append(request)
                    serve(connection, request)
            except OSError:
                return

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1], got
    thread.join(timeout=6)
    assert not thread.is_alive()


def client_for(certificate: Path, **settings: object) -> Client:
    """A client that finds every name on loopback and may go there."""
    trust = ssl.create_default_context(cafile=str(certificate))
    chosen: dict[str, object] = {
        "resolve": lambda _host, _port: ["127.0.0.1"],
        "is_allowed": lambda _address: True,
        "trust": trust,
        **settings,
    }
    return Client(**chosen)  # type: ignore[arg-type]  # a mixture of settings


@pytest.mark.real_time
def test_goes_to_the_address_under_the_right_name(certificate: Path) -> None:
    with server(certificate, lambda c, _r: c.sendall(FINE)) as (port, got):
        answer = client_for(certificate).request(
            "POST", f"https://{HOST}:{port}/a?b=c", headers={"X-Signature": "s"}, body=b"hello"
        )
    assert (answer.status, answer.body, answer.headers["x-kind"]) == (200, b"ok", "Test")
    lines = got[0].split(b"\r\n")
    assert lines[0] == b"POST /a?b=c HTTP/1.1"
    assert f"Host: {HOST}:{port}".encode() in lines
    assert b"X-Signature: s" in lines
    assert b"Accept-Encoding: identity" in lines


def test_certificate_of_another_name_is_refused(certificate: Path) -> None:
    with (
        server(certificate, lambda c, _r: c.sendall(FINE)) as (port, got),
        pytest.raises(Unreachable),
    ):
        client_for(certificate).request("GET", f"https://other.contoh.example:{port}/")
    assert got == []


def test_unknown_certificate_is_refused(certificate: Path) -> None:
    with (
        server(certificate, lambda c, _r: c.sendall(FINE)) as (port, got),
        pytest.raises(Unreachable),
    ):
        client_for(certificate, trust=None).request("GET", f"https://{HOST}:{port}/")
    assert got == []


def test_redirect_is_an_answer_and_not_followed(certificate: Path) -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    with server(certificate, lambda c, _r: c.sendall(moved)) as (port, got):
        answer = client_for(certificate).request("GET", f"https://{HOST}:{port}/")
    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1/")
    assert len(got) == 1


def endless(connection: ssl.SSLSocket, _request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def test_endless_body_is_cut(certificate: Path) -> None:
    with (
        server(certificate, endless) as (port, _got),
        pytest.raises(Unreachable) as refusal,
    ):
        client_for(certificate).request("GET", f"https://{HOST}:{port}/")
    assert refusal.value.facts == {"why": "TooLong"}


def drip(piece: bytes) -> Serve:
    def serve(connection: ssl.SSLSocket, _request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(piece)
            time.sleep(0.05)

    return serve


@pytest.mark.parametrize("piece", [b"X-Header: 1\r\n", b"\r\nx"])
def test_dripping_server_is_left_at_the_deadline(certificate: Path, piece: bytes) -> None:
    started = time.monotonic()
    with server(certificate, drip(piece)) as (port, _got), pytest.raises(Unreachable):
        client_for(certificate, seconds=0.4).request("GET", f"https://{HOST}:{port}/")
    assert time.monotonic() - started < 3


def test_silent_server_is_left_at_the_deadline(certificate: Path) -> None:
    with (
        server(certificate, lambda c, _r: time.sleep(0.6)) as (port, _got),
        pytest.raises(Unreachable) as refusal,
    ):
        client_for(certificate, seconds=0.2).request("GET", f"https://{HOST}:{port}/")
    assert refusal.value.facts == {"why": "ReadTimeout"}


@pytest.mark.parametrize(
    "sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"]
)
def test_what_is_no_http_is_named(certificate: Path, sent: bytes) -> None:
    with (
        server(certificate, lambda c, _r: c.sendall(sent)) as (port, _got),
        pytest.raises(Unreachable),
    ):
        client_for(certificate).request("GET", f"https://{HOST}:{port}/")


def test_line_breaks_in_headers_are_refused(certificate: Path) -> None:
    with (
        server(certificate, lambda c, _r: c.sendall(FINE)) as (port, got),
        pytest.raises(Unreachable),
    ):
        client_for(certificate).request(
            "GET", f"https://{HOST}:{port}/", headers={"X": "a\r\nHost: evil"}
        )
    assert b"".join(got) == b""


def nobody(_host: str, _port: int) -> list[str]:
    raise OSError("no such name")


def test_name_without_address() -> None:
    with pytest.raises(Unreachable):
        Client(resolve=nobody).request("GET", f"https://{HOST}/")
    with pytest.raises(Unreachable) as refusal:
        Client(resolve=lambda _host, _port: []).request("GET", f"https://{HOST}/")
    assert refusal.value.facts == {"why": "NoAddress"}


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["93.184.215.14", "10.0.0.5"], ["::1"], ["169.254.169.254"], ["fe80::1%eth0"]],
)
def test_name_that_leads_inside_is_refused_before_anything_is_sent(addresses: list[str]) -> None:
    with pytest.raises(Unsafe) as refusal:
        Client(resolve=lambda _host, _port: addresses).request("GET", f"https://{HOST}/")
    assert refusal.value.facts == {"why": "address"}


def test_name_is_looked_up_once(certificate: Path) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers.pop(0)

    with server(certificate, lambda c, _r: c.sendall(FINE)) as (port, _got):
        client = client_for(
            certificate, resolve=rebinding, is_allowed=lambda address: address == "127.0.0.1"
        )
        assert client.request("GET", f"https://{HOST}:{port}/").status == 200
    assert asked == [HOST]


def test_time_is_up_before_the_connection() -> None:
    client = Client(resolve=lambda _h, _p: ["93.184.215.14"], seconds=0)
    with pytest.raises(Unreachable):
        client.request("GET", f"https://{HOST}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.contoh.example/",
        "ftp://hooks.contoh.example/",
        "file:///etc/passwd",
        "//hooks.contoh.example/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://localhost/",
        "https://localhost./",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://127.1./",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://2130706433./",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://①②⑦.0.0.1/",
        "https://127。0。0。1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://[64:ff9b::7f00:1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://93.184.215.14/",
        "https://user@hooks.contoh.example/",
        "https://user:pass@hooks.contoh.example/",
        "https://hooks.contoh.example@127.0.0.1/",
        "https://hooks.contoh.example\\@127.0.0.1/",
        "https://@hooks.contoh.example/",
        "https://hooks.contoh.example:22/",
        "https://hooks.contoh.example:80/",
        "https://hooks.contoh.example:99999/",
        "https://hooks.contoh.example:x/",
        "https://hooks.contoh.example/a b",
        "https://hooks.contoh.example/\r\nHost: x",
        "https://hooks.contoh.example/\x00",
        "https://hooks.contoh.example/é",
        " https://hooks.contoh.example/",
        "https://..",
        "https://a..b/",
        "https://-a.example/",
        "https://" + "a" * 64 + ".example/",
        "https://hooks.contoh.example/" + "a" * 2048,
        "https://[::1/",
    ],
)
def test_corpus_of_addresses_that_are_never_called(url: str) -> None:
    def never(host: str, _port: int) -> list[str]:
        pytest.fail(f"looked up {host}")

    with pytest.raises(Unsafe):
        Client(resolve=never).request("GET", url)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://hooks.contoh.example/", "hooks.contoh.example"),
        ("https://HOOKS.contoh.example./x?y=1#z", "hooks.contoh.example"),
        ("https://hooks.contoh.example:443", "hooks.contoh.example"),
        ("https://hooks.contoh.example:8443/", "hooks.contoh.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
    ],
)
def test_ordinary_addresses_pass(url: str, host: str) -> None:
    assert checked_url(url)[1] == host


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
        "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
        "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "fe80::1%lo",
        "fec0::1", "ff02::1", "nonsense", "",
    ],
)  # fmt: skip
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111"])
def test_outer_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_system_resolver_gives_plain_addresses() -> None:
    assert {str(ip_address(found)) for found in http.resolve("127.0.0.1", 443)} == {"127.0.0.1"}


def test_the_city_uses_the_strict_defaults() -> None:
    assert Client() == http.CLIENT
    assert (http.CLIENT.seconds, http.CLIENT.max_bytes) == (5.0, 262144)
    assert http.CLIENT.is_allowed is is_public
