"""The only way out: HTTPS to public addresses, once, briefly, and not far.

For addresses that people gave us (webhooks, push endpoints, feeds to import): the name is resolved
once, every address it has must be public, the connection goes to the address that was looked at
(with the right name in TLS and `Host`), redirects are not followed, five seconds and 256 KiB are
all there is. Built on httpcore, the lower half of httpx: what is not there can not be misused.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
import idna

from sewaka.kernel.errors import DomainError

SECONDS = 5.0
MAX_BYTES = 256 * 1024
_HTTPS = 443
_FIRST_FREE_PORT = 1024
_MAX_URL = 2048
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
# What `ipaddress` counts as global and is none: 6to4 and Teredo lead to embedded IPv4 addresses.
_NOT_PUBLIC = tuple(ip_network(net) for net in ("2002::/16", "2001::/32"))
_ROUTED_V6 = ip_network("2000::/3")  # the rest of IPv6 is inner, mapped, or given to nobody


class Unsafe(DomainError):
    """The address is not one that we call. Fact: why."""

    status = 422


class Unreachable(DomainError):
    """Nobody answered, not in time, or not as HTTP does. Fact: why."""

    status = 502


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Redirects are answers like others."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


@cache
def _system_trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address lies on the open internet."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found not in _ROUTED_V6:
        return False
    if any(found in net for net in _NOT_PUBLIC):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


@dataclass(frozen=True, slots=True)
class Client:
    """Calls one address at a time. The defaults are what the city uses; tests bring their own."""

    resolve: Resolve = resolve
    is_allowed: Callable[[str], bool] = is_public
    seconds: float = SECONDS
    max_bytes: int = MAX_BYTES
    trust: ssl.SSLContext | None = None
    user_agent: str = field(default="Sewaka")

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Send one request. Raises `Unsafe` before, `Unreachable` after the first byte leaves."""
        parts, host = checked_url(url)
        backend = _Guarded(self, deadline=time.monotonic() + self.seconds)
        sent = {
            "Host": host if parts.port in (None, _HTTPS) else f"{host}:{parts.port}",
            "User-Agent": self.user_agent,
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }
        target = parts.path or "/"
        if parts.query:
            target += f"?{parts.query}"
        try:
            address = httpcore.URL(
                scheme=b"https",
                host=host.encode("ascii"),
                port=parts.port or _HTTPS,
                target=target.encode("ascii"),
            )
            return self._exchange(backend, method, address, sent, body)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise Unreachable("http.unreachable", why=type(error).__name__) from error
        except (ssl.SSLError, OSError, ValueError) as error:
            raise Unreachable("http.unreachable", why=type(error).__name__) from error

    def _exchange(
        self,
        backend: _Guarded,
        method: str,
        address: httpcore.URL,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        trust = self.trust or _system_trust()
        with (
            httpcore.ConnectionPool(
                ssl_context=trust, network_backend=backend, max_connections=1, retries=0
            ) as pool,
            pool.stream(method, address, headers=list(headers.items()), content=body) as response,
        ):
            kept = bytearray()
            for chunk in response.iter_stream():
                kept += chunk
                if len(kept) > self.max_bytes:
                    raise Unreachable("http.unreachable", why="TooLong")
            names = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            return Answer(response.status, names, bytes(kept))


def checked_url(url: str) -> tuple[SplitResult, str]:
    """The parts of a URL that we may call, and its host in ASCII. Raises `Unsafe`.

    For the moment when somebody enters an address; whether it is public is decided when calling.
    """
    if len(url) > _MAX_URL or not url.isprintable() or any(sign in url for sign in "\\ \t\r\n"):
        raise Unsafe("http.unsafe", why="form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unsafe("http.unsafe", why="form") from error
    if parts.scheme != "https":
        raise Unsafe("http.unsafe", why="scheme")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Unsafe("http.unsafe", why="credentials")
    if port is not None and port != _HTTPS and port < _FIRST_FREE_PORT:
        raise Unsafe("http.unsafe", why="port")
    if not (parts.path + parts.query).isascii():
        raise Unsafe("http.unsafe", why="form")
    return parts, _ascii_host(parts.hostname or "")


def _ascii_host(host: str) -> str:
    """A registered name in ASCII; addresses in any spelling are refused, names are the rule."""
    name = host.rstrip(".")
    if ":" in host or not name or "." not in name:
        raise Unsafe("http.unsafe", why="host")
    try:
        ascii_name = idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise Unsafe("http.unsafe", why="host") from error
    last = ascii_name.rsplit(".", 1)[-1]
    if not last[0].isalpha():  # 127.1, 0x7f.1, 2130706433.: no top-level name begins with a digit
        raise Unsafe("http.unsafe", why="host")
    return ascii_name


class _Guarded(httpcore.NetworkBackend):
    """Connects to the address that was looked at, and gives up at the deadline."""

    def __init__(self, client: Client, *, deadline: float) -> None:
        self._client = client
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
        local_address: str | None = None,  # noqa: ARG002 - never given
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, look at every address, connect to the first."""
        found = list(self._client.resolve(host, port))
        if not found:
            raise Unreachable("http.unreachable", why="NoAddress")
        if not all(self._client.is_allowed(address) for address in found):
            raise Unsafe("http.unsafe", why="address")
        stream = self._plain.connect_tcp(
            found[0], port, timeout=_left(self._deadline), socket_options=socket_options
        )
        return _Hurried(stream, self._deadline)


class _Hurried(httpcore.NetworkStream):
    """A stream whose every step must end before the deadline of the whole."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read what comes in the time that is left."""
        return self._inner.read(max_bytes, timeout=_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write in the time that is left."""
        self._inner.write(buffer, timeout=_left(self._deadline))

    def close(self) -> None:
        """Close."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """TLS under the name that was asked for."""
        inner = self._inner.start_tls(ssl_context, server_hostname, timeout=_left(self._deadline))
        return _Hurried(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows about itself."""
        return self._inner.get_extra_info(info)


def _left(deadline: float) -> float:
    """Seconds to the deadline. Raises TimeoutError when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left


CLIENT = Client()
