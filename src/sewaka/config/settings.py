"""Django's settings, read once from the environment. Importing them needs no database.

| variable | means | default |
| --- | --- | --- |
| `SEWAKA_MODE` | demo, city or test | demo |
| `SEWAKA_HOME` | where secrets, media and backups live | `var/` |
| `SEWAKA_URL` | the public address | `http://127.0.0.1:$PORT` |
| `PORT`, `LIVE_PORT` | where web and live listen | 8000, PORT + 1 |
| `LIVE_URL` | public address of the live process | same host, `LIVE_PORT` |
| `SEWAKA_HOSTS` | further host names, separated by commas | none |
| `SEWAKA_BEHIND_PROXY` | trust `X-Forwarded-Proto` and `-For` | yes in city mode |
| `REPORTS_TEXT_PUBLISH` | texts at_once where no person is marked, or after_look | at_once |
| `REPORTS_PHOTO_PUBLISH` | photos at_once or after_verification | after_verification |
| `DATABASE_URL` | see `config/databases.py` | the embedded cluster |

Secrets: `<NAME>`, `<NAME>_FILE`, or made in `<home>/secrets`.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import SELF

from sewaka.config import databases, headers, logs, look, push_keys
from sewaka.config.accounts import *  # noqa: F403 - the settings of signing in, kept together
from sewaka.kernel import env

ROOT = Path(__file__).resolve().parents[3]
HOME = env.home()
SEWAKA_MODE = env.text("SEWAKA_MODE", "demo")
if SEWAKA_MODE not in {"demo", "city", "test"}:
    raise env.BadSetting(f"SEWAKA_MODE={SEWAKA_MODE} is none of demo, city, test")

DEMO_REPORTS = env.number("SEWAKA_DEMO_REPORTS", 4_000)  # a smaller demo city opens sooner

# --- addresses ----------------------------------------------------------------
PORT = env.number("PORT", 8000)
LIVE_PORT = env.number("LIVE_PORT", PORT + 1)
SEWAKA_URL = env.text("SEWAKA_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_PUBLIC = urlsplit(SEWAKA_URL)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
IS_HTTPS = _PUBLIC.scheme == "https"
IS_PUBLIC = (_PUBLIC.hostname or "") not in _LOOPBACK
LIVE_URL = env.text("LIVE_URL", f"{_PUBLIC.scheme}://{_PUBLIC.hostname}:{LIVE_PORT}").rstrip("/")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.words("SEWAKA_HOSTS")]
if IS_PUBLIC and _PUBLIC.hostname:
    ALLOWED_HOSTS.append(_PUBLIC.hostname)
# Who may listen to the live process from a page: exactly the addresses under which we serve.
WEB_ORIGINS = [SEWAKA_URL, f"http://localhost:{PORT}"] if not IS_PUBLIC else [SEWAKA_URL]
CSRF_TRUSTED_ORIGINS = [SEWAKA_URL] if IS_HTTPS else []
ROOT_URLCONF = "sewaka.config.urls"
WSGI_APPLICATION = "sewaka.config.wsgi.application"

# --- what the city consists of --------------------------------------------------
SEWAKA_MODULES: list[str] = [
    "sewaka.modules.reports",
    "sewaka.modules.traffic",
    "sewaka.modules.waste_banks",
]
REPORTS_TEXT_PUBLISH = env.text("REPORTS_TEXT_PUBLISH", "at_once")
if REPORTS_TEXT_PUBLISH not in {"at_once", "after_look"}:
    raise env.BadSetting(f"REPORTS_TEXT_PUBLISH={REPORTS_TEXT_PUBLISH} is none of the two")
REPORTS_PHOTO_PUBLISH = env.text("REPORTS_PHOTO_PUBLISH", "after_verification")
if REPORTS_PHOTO_PUBLISH not in {"at_once", "after_verification"}:
    raise env.BadSetting(f"REPORTS_PHOTO_PUBLISH={REPORTS_PHOTO_PUBLISH} is none of the two")
SEWAKA_CITY_ROLES = "sewaka.platform.people.roles"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "sewaka.kernel.keys",
    "sewaka.kernel.problems",
    "sewaka.kernel.ui",
    "sewaka.kernel.outbox",
    "sewaka.kernel.idempotency",
    "sewaka.kernel.limits",
    "sewaka.platform.agencies",
    "sewaka.platform.territory",
    "sewaka.platform.calendars",
    "sewaka.platform.ledger",
    "sewaka.platform.people",
    "sewaka.platform.notify",
    "sewaka.platform.webhooks",
    "sewaka.platform.privacy",
    "sewaka.platform.files",
    "sewaka.platform.cases",
    "sewaka.platform.search",
    "sewaka.platform.documents",
    *ACCOUNT_APPS,  # noqa: F405
    *SEWAKA_MODULES,
    "sewaka.config",
    "sewaka.city.portal",
    "sewaka.city.inbox",
    "sewaka.city.dashboard",
    "sewaka.city.opendata",
    "sewaka.city.demo",
]
MIDDLEWARE = [
    "sewaka.config.metrics.Measured",
    "sewaka.config.connections.KeptConnection",
    "sewaka.config.headers.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "sewaka.config.headers.PageHeaders",
    "sewaka.config.headers.Compressed",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sewaka.kernel.ui.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sewaka.kernel.keys.middleware.KeyRingMiddleware",
    *ACCOUNT_MIDDLEWARE,  # noqa: F405
    "sewaka.city.refusals.RefusalMiddleware",
    "sewaka.kernel.problems.middleware.ProblemMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sewaka.kernel.ui.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "sewaka.kernel.ui.errors.form_refused"
# The city's own words: name, address, emergency number.
SITE_NAME = look.SITE_NAME
SITE_RUN_BY = look.SITE_RUN_BY
SITE_ADDRESS = look.SITE_ADDRESS
EMERGENCY_NUMBER = look.EMERGENCY_NUMBER
SOURCE_URL = look.SOURCE_URL
OPEN311_JURISDICTION = look.OPEN311_JURISDICTION
SERVICE_WORKER = look.SERVICE_WORKER
MAIN_SERVICE = look.MAIN_SERVICE
STAFF_PATH = look.STAFF_PATH
SEWAKA_FRAME = look.SEWAKA_FRAME

# --- language and time -----------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
TIME_ZONE = "Asia/Makassar"
USE_TZ = True
USE_I18N = True

# --- database, cache, jobs ---------------------------------------------------------
DATABASES = {"default": databases.django()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that every process counts the same attempts (rate limits).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sewaka_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- secrets, sessions, transport ----------------------------------------------------
SECRET_KEY = env.secret("SECRET_KEY")
PUSH_KEY = env.secret("PUSH_KEY", make=push_keys.new_key)  # signs messages to phones (VAPID)
SEWAKA_KEYS_DIR = HOME / "keys"  # master keys and the register of erased persons; back up apart
DEBUG = False
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
IS_BEHIND_PROXY = env.flag("SEWAKA_BEHIND_PROXY", default=SEWAKA_MODE == "city")
if IS_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # map control icons; previews of one's own photo
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF, "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "report-uri": "/api/v1/csp",
    }
}
PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=(), payment=()"

# --- files -----------------------------------------------------------------------------
MEDIA_ROOT = HOME / "media"
OPENDATA_ROOT = HOME / "opendata"  # written nightly; web and worker share it
FILES_CASE_SIGHT = "sewaka.platform.cases.api.sight"
CALENDAR_EDITORS = ("reports.admin",)  # beside the platform's own administrators and editors
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # JSON and form fields; files count apart
STATIC_URL = "/static/"
BUILD = Path(env.text("SEWAKA_BUILD", str(ROOT / "build")))
STATIC_ROOT = BUILD / "collected"
# The built assets; where Node is missing, our own style sheets as they are written.
_OWN_CSS = ROOT / "frontend" / "src" / "css"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [("css", _OWN_CSS)] if _OWN_CSS.is_dir() else []
if (BUILD / "static").is_dir():
    STATICFILES_DIRS.insert(0, BUILD / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").is_file()
# Django's hash in the name, or a chunk that carries the bundler's.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-f]{12}\..+$|^.+chunk-[0-9A-Z]{8}\.(js|css)$"
WHITENOISE_ADD_HEADERS_FUNCTION = headers.add_to_static

# --- mail and logs -------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Sewaka Denpasar <sewaka@contoh.example>")
# Everything is queued first (kernel.outbox.deliveries); the worker hands it to the transport.
EMAIL_BACKEND = "sewaka.platform.notify.mail.QueueBackend"
MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
MAIL_DOMAIN = _PUBLIC.hostname or "localhost"
EMAIL_HOST = env.text("MAIL_HOST")
EMAIL_PORT = env.number("MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("MAIL_USER")
EMAIL_HOST_PASSWORD = env.secret("MAIL_PASSWORD", make=str) if EMAIL_HOST else ""
EMAIL_USE_TLS = env.flag("MAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
if not EMAIL_HOST:  # nothing leaves the machine
    MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "outbox"
# Text messages (platform/notify/sms.py): by a gateway over HTTPS, or into a sandbox.
SMS_SANDBOX = None if SEWAKA_MODE == "city" else HOME / "outbox"
SMS_GATEWAY = env.text("SMS_GATEWAY")
SMS_TOKEN = env.secret("SMS_TOKEN", make=str) if SMS_GATEWAY else ""
LOGGING_CONFIG = None
logs.configure(level=env.text("LOG_LEVEL", "INFO"))
