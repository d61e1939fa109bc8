"""Passkeys, with a device made of software: enrolling, signing in, refusing copies."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from fido2 import cbor
from fido2.cose import ES256

from sewaka.kernel.outbox.models import EventRow
from tests.cast import Player, signed_in

ORIGIN = "http://localhost"
HERE = {"host": "localhost"}
JSON = HERE | {"Accept": "application/json"}
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@pytest.fixture(autouse=True)
def no_counts(db: None) -> None:
    """Rate limits start anew."""
    cache.clear()


@dataclass
class Device:
    """A phone that keeps one passkey (W3C Web Authentication 2, sections 6.1 and 6.5)."""

    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user_handle: bytes = b""
    flags: int = PRESENT | VERIFIED
    origin: str = ORIGIN

    def create(self, options: dict[str, Any]) -> str:
        """The answer to the question for a new passkey."""
        wanted = options["publicKey"]
        self.user_handle = decode(wanted["user"]["id"])
        client = self._client("webauthn.create", wanted["challenge"])
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # fido2 gives no types here
        key = cbor.encode(public)
        length = len(self.credential_id).to_bytes(2, "big")
        data = self._authenticator(ATTESTED) + bytes(16) + length + self.credential_id + key
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {"clientDataJSON": encode(client), "attestationObject": encode(attestation)}
        )

    def get(self, options: dict[str, Any]) -> str:
        """The answer to the question for a signature."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._authenticator(0)
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            {
                "clientDataJSON": encode(client),
                "authenticatorData": encode(data),
                "signature": encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": encode(self.user_handle),
            }
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _authenticator(self, flags: int) -> bytes:
        site = hashlib.sha256(b"localhost").digest()
        return site + bytes([self.flags | flags]) + bytes(4)

    def _answer(self, response: dict[str, str]) -> str:
        name = encode(self.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


def encode(raw: bytes) -> str:
    """URL-safe base 64 as browsers write it."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The opposite."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def options_on(page: Any) -> dict[str, Any]:
    """The question that a page puts to the device."""
    _before, _mark, after = page.content.decode().partition('id="passkey-options"')
    text = after.partition(">")[2].partition("</script>")[0]
    found: dict[str, Any] = json.loads(text)
    return found


def enrol(who: Player, device: Device) -> Any:
    """Set up a passkey; the answer to the form."""
    client = signed_in(who.person, is_strong=False)
    client.post(reverse("account_reauthenticate"), {"password": who.part.password}, headers=HERE)
    url = reverse("mfa_add_webauthn")
    options = options_on(client.get(url, headers=HERE))
    form = {"name": "Ponsel", "credential": device.create(options)}
    return client.post(url, form, headers=HERE)


def signs_in(device: Device) -> Client:
    """Sign in by passkey alone."""
    client = Client()
    url = reverse("mfa_login_webauthn")
    answer = client.get(url, headers=JSON)
    options = answer.json()["request_options"]
    client.post(url, {"credential": device.get(options)}, headers=HERE)
    return client


def is_in(client: Client) -> bool:
    """Whether the browser is signed in, past the gate."""
    return client.get("/saya/kabar", headers=HERE).status_code == 200


def test_the_device_is_asked_for_a_passkey_that_checks_its_owner(made: Player) -> None:
    client = signed_in(made.person, is_strong=False)
    client.post(reverse("account_reauthenticate"), {"password": made.part.password}, headers=HERE)
    asked = options_on(client.get(reverse("mfa_add_webauthn"), headers=HERE))["publicKey"]
    chosen = asked["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert asked["rp"]["id"] == "localhost"
    assert asked["user"]["name"] == "made@contoh.example"


def test_a_passkey_alone_opens_a_staff_session(auditor: Player) -> None:
    device = Device()
    assert enrol(auditor, device).headers["Location"] == reverse("mfa_view_recovery_codes")
    assert is_in(signs_in(device)) is True
    row = EventRow.objects.filter(name="people.signed_in").latest("position")
    assert (row.subject_id, row.data["methods"]) == (auditor.person.pk, ["webauthn"])


def test_a_passkey_serves_as_second_step(auditor: Player) -> None:
    device = Device()
    enrol(auditor, device)
    client = Client()
    form = {"login": auditor.part.email, "password": auditor.part.password}
    page = client.post("/akun/masuk", form, follow=True, headers=HERE)
    assert page.redirect_chain[-1][0] == reverse("mfa_authenticate")
    answer = device.get(options_on(page))
    client.post(reverse("mfa_authenticate"), {"credential": answer}, headers=HERE)
    assert is_in(client) is True


def test_another_key_under_the_same_name_is_refused(made: Player) -> None:
    device = Device()
    enrol(made, device)
    forged = Device(credential_id=device.credential_id, user_handle=device.user_handle)
    assert is_in(signs_in(forged)) is False


def test_an_answer_for_another_site_is_refused(made: Player) -> None:
    device = Device()
    enrol(made, device)
    device.origin = "https://sewaka-denpasar.jahat.example"
    assert is_in(signs_in(device)) is False


def test_a_device_that_did_not_check_its_owner_is_refused(made: Player) -> None:
    careless = Device(flags=PRESENT)
    assert enrol(made, careless).status_code == 422
    assert Authenticator.objects.count() == 0


def test_an_answer_works_once(made: Player) -> None:
    device = Device()
    enrol(made, device)
    client, url = Client(), reverse("mfa_login_webauthn")
    options = client.get(url, headers=JSON).json()
    answer = device.get(options["request_options"])
    client.post(url, {"credential": answer}, headers=HERE)
    assert is_in(client) is True
    thief = Client()
    thief.get(url, headers=JSON)
    thief.post(url, {"credential": answer}, headers=HERE)
    assert is_in(thief) is False


NONSENSE = ["", "{}", "[]", "x", "7", '{"id": 1}', '{"response": {"userHandle": "AA"}}']


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_refused_in_words(answer: str, made: Player) -> None:
    client, url = Client(), reverse("mfa_login_webauthn")
    client.get(url, headers=JSON)
    response = client.post(url, {"credential": answer}, headers=HERE)
    assert response.headers["Location"] == reverse("account_login")
    assert is_in(client) is False


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject", "id", "rawId"])
@pytest.mark.parametrize("wrong", ["", "AAAA", "****", None, 7, [], {}])
def test_a_damaged_passkey_is_refused_in_words(part: str, wrong: Any, made: Player) -> None:
    client = signed_in(made.person, is_strong=False)
    client.post(reverse("account_reauthenticate"), {"password": made.part.password}, headers=HERE)
    url = reverse("mfa_add_webauthn")
    answer = json.loads(Device().create(options_on(client.get(url, headers=HERE))))
    place = answer["response"] if part in answer["response"] else answer
    place[part] = wrong
    response = client.post(url, {"credential": json.dumps(answer)}, headers=HERE)
    assert response.status_code == 422
    assert Authenticator.objects.count() == 0


def test_on_a_bare_number_the_page_leads_to_localhost(client: Client) -> None:
    page = client.get("/akun/masuk", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert 'href="http://localhost:8000/akun/masuk"' in page
    assert "data-passkey" not in page
