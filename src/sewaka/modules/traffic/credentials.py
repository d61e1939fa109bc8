"""Who speaks in the field, with which password, and where each may write and read.

| user | is | writes | reads |
|---|---|---|---|
| `J09` | the cabinet of a junction | every `obs` there, its `signal` and `ack` | its `cmd` |
| `J09/D1` | one detector | its own `obs` | nothing |
| `server` | the city | `cmd`, `out` | everything of traffic |

Passwords are derived from the city's key (HMAC-SHA256), so no list of them lies anywhere; a new
key makes all of them new.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from sewaka.kernel import env
from sewaka.modules.traffic import wire
from sewaka.modules.traffic.wire import Kind, Topic
from sewaka.modules.traffic.wire_fields import Malformed

SERVER = "server"
INGEST = "ingest"  # the part of the server that stores
_OF_THE_CITY = frozenset({Kind.CMD, Kind.OUT})
_OF_A_CABINET = frozenset({Kind.OBS, Kind.SIGNAL, Kind.ACK})


def city_key() -> bytes:
    """The secret that all passwords and signatures come from (`TRAFFIC_KEY`)."""
    return env.secret("TRAFFIC_KEY").encode()


def password_of(*, user: str, city: bytes) -> str:
    """What a user shows to the broker; over HTTP the key of its signatures."""
    return urlsafe_b64encode(_derived(city, f"traffic password {user}")).decode().rstrip("=")


def order_key(*, junction: str, city: bytes) -> bytes:
    """What orders to a junction are signed with."""
    return _derived(city, f"traffic orders {junction}")


def vehicle_key(*, vehicle: str, city: bytes, number: int = 0) -> bytes:
    """What a vehicle signs its requests for priority with; `number`: the how manieth it has."""
    purpose = f"traffic vehicle {vehicle}" + (f" {number}" if number else "")
    return urlsafe_b64encode(_derived(city, purpose)).rstrip(b"=")


def request_signature(*, key: bytes, method: str, path: str, body: bytes) -> str:
    """Of one request over HTTP: HMAC-SHA256 in hex, over method, path and body."""
    return hmac.new(key, f"{method} {path}\n".encode() + body, "sha256").hexdigest()


def is_known(*, user: str, password: str, client: str, city: bytes) -> bool:
    """Whether the password is right, and the client's name the user's own.

    A name belongs to a user (`J09`, `J09:2`), because a broker throws out the former bearer.
    """
    expected = password_of(user=user, city=city)
    is_own = client.partition(":")[0] == user
    return is_own and hmac.compare_digest(expected.encode(), password.encode())


def may_write(*, user: str, topic: str) -> bool:
    """Whether a message of that user belongs there."""
    try:
        found = wire.read_topic(topic)
    except Malformed:
        return False
    if user == SERVER:
        return found.kind in _OF_THE_CITY
    junction, _, detector = user.partition("/")
    if found.junction != junction:
        return False
    if detector:
        return found.kind is Kind.OBS and found.detector == detector
    return found.kind in _OF_A_CABINET


def may_read(*, user: str, topic: str) -> bool:
    """Whether that user may ask for a topic, wildcards included."""
    if user == SERVER:
        return topic.startswith(f"{wire.PREFIX}/")
    return "/" not in user and topic == str(Topic(user, Kind.CMD))


def _derived(city: bytes, purpose: str) -> bytes:
    return hmac.new(city, purpose.encode(), "sha256").digest()
