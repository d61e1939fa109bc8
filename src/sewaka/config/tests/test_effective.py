"""What `sewaka config check` says of an installation."""

from __future__ import annotations

from django.conf import LazySettings

from sewaka.config import effective


def test_a_gateway_for_sms_without_tls_or_token_is_refused(settings: LazySettings) -> None:
    before = effective.refusals()
    settings.SMS_GATEWAY, settings.SMS_TOKEN = "http://sms.example/send", ""
    https, token = (said for said in effective.refusals() if said not in before)
    assert "not https" in https
    assert "SMS_TOKEN is not" in token
    settings.SMS_GATEWAY, settings.SMS_TOKEN = "https://sms.example/send", "token"
    assert effective.refusals() == before
    assert effective.settings_in_force()["SMS_TOKEN"] == "set (5 characters)"
