"""Signing in: django-allauth, passwords, sessions. Part of the settings.

| variable | means | default |
| --- | --- | --- |
| `OIDC_URL` | an OpenID Connect provider whose accounts may sign in, too | none |
| `OIDC_NAME`, `OIDC_CLIENT_ID` | its name for people, our name there | "OpenID", none |

Secret: `OIDC_CLIENT_SECRET`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sewaka.kernel import env

AUTH_USER_MODEL = "people.Person"

ACCOUNT_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
]
# After the session, CSRF and authentication middleware, in this order.
ACCOUNT_MIDDLEWARE = [
    "allauth.account.middleware.AccountMiddleware",
    "sewaka.platform.people.middleware.RequestActorMiddleware",
    "sewaka.platform.people.gate.StaffGateMiddleware",
]
AUTHENTICATION_BACKENDS = ["sewaka.platform.people.recognition.PersonBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # only to read imported accounts
]
PASSWORD_MIN_LENGTH = 8
PASSWORD_MIN_LENGTH_STAFF = 12
PASSWORD_CONTEXT_WORDS = ["sewaka", "denpasar", "kotadenpasar", "bali", "pemkot"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "sewaka.platform.people.passwords.LengthValidator"},
    {"NAME": "sewaka.platform.people.passwords.CommonPasswordValidator"},
    {"NAME": "sewaka.platform.people.passwords.ContextWordsValidator"},
]

# Citizens stay signed in for 30 days; staff sessions end earlier (people.gate).
SESSION_ENGINE = "sewaka.platform.people.recognition"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_SAVE_EVERY_REQUEST = False
STAFF_IDLE = timedelta(minutes=30)
STAFF_SESSION = timedelta(hours=12)
FRESH_FACTOR = timedelta(minutes=5)

ACCOUNT_ADAPTER = "sewaka.platform.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # without it, signing up would tell who is known
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(FRESH_FACTOR.total_seconds())
ACCOUNT_SESSION_REMEMBER = True

MFA_ADAPTER = "sewaka.platform.people.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Sewaka"
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "authenticate": "sewaka.platform.people.forms.FactorForm",
    "reauthenticate": "sewaka.platform.people.forms.FactorAgainForm",
    "add_webauthn": "sewaka.platform.people.forms.AddPasskeyForm",
    "login_webauthn": "sewaka.platform.people.forms.PasskeySignInForm",
    "authenticate_webauthn": "sewaka.platform.people.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "sewaka.platform.people.forms.PasskeyAgainForm",
}

# An outside identity: a national or city OpenID Connect provider. Off until OIDC_URL names one.
OIDC_URL = env.text("OIDC_URL").rstrip("/")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_URL:
    ACCOUNT_APPS.append("allauth.socialaccount.providers.openid_connect")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "luar",
                "name": env.text("OIDC_NAME", "OpenID"),
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.secret("OIDC_CLIENT_SECRET", make=str),
                "settings": {"server_url": OIDC_URL},
            }
        ],
    }
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_ADAPTER = "sewaka.platform.people.adapter.OutsideIdentityAdapter"

# How long this city keeps a set of data, where it differs from what the set declares (days by
# code, see /privasi/catatan). Never below the law's minimum.
RETENTION_DAYS: dict[str, int] = {}
