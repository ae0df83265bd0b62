"""All settings, read from the environment. What is not set runs a province on this machine alone."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from environs import Env
from marshmallow.validate import OneOf

from tinhso import __version__
from tinhso.kernel.files import write_durably

env = Env()
ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.str("TINHSO_VAR", str(ROOT / "var")))
MODE = env.str("TINHSO_MODE", "demo", validate=OneOf(["demo", "production"]))
PRODUCTION = MODE == "production"
VERSION = __version__

TINHSO_SYSTEMS = env.list(
    "TINHSO_SYSTEMS",
    [
        "tinhso.government.dossiers",
        "tinhso.government.portalsync",
        "tinhso.government.counter",
        "tinhso.government.wallet",
        "tinhso.government.documents",
        "tinhso.government.directing",
        "tinhso.government.archive",
        "tinhso.government.axis",
        "tinhso.surfaces.portal",
        "tinhso.surfaces.desk",
        "tinhso.surfaces.console",
    ],
)
FOUNDATION = [
    f"tinhso.foundation.{name}"
    for name in (
        "ui", "packs", "units", "people", "access", "calendar", "files", "forms", "procedures",
        "workflow", "papers", "signing", "notices", "search", "measures", "payments", "partners", "tasks",
    )
]  # fmt: skip


def secret(name: str, length: int = 48) -> str:
    """A secret from the environment; on this machine alone it is made on first run and kept in `var/`."""
    given = env.str(f"TINHSO_{name.upper()}", "")
    if given:
        if PRODUCTION and len(given) < 32:
            raise ValueError(f"TINHSO_{name.upper()} is too short for production")
        return given
    if PRODUCTION:
        raise ValueError(f"production needs TINHSO_{name.upper()}")
    kept = VAR / "secrets" / name
    if not kept.exists():
        write_durably(kept, secrets.token_urlsafe(length).encode(), replace=False)
    return kept.read_text()


SECRET_KEY = secret("secret_key")
SECRET_KEY_FALLBACKS: list[str] = env.list("TINHSO_SECRET_KEY_FALLBACKS", [])
DEBUG = False
ALLOWED_HOSTS = env.list("TINHSO_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
PUBLIC_URL = env.str("TINHSO_PUBLIC_URL", f"http://localhost:{env.int('PORT', 8000)}")


def database(url: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name`, or the path of an SQLite file."""
    if url.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or "") or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {
                # A server that was away is asked again by the next who needs it, not after ever longer waits.
                "pool": {
                    "min_size": 2,
                    "max_size": env.int("TINHSO_POOL", 8),
                    "timeout": 5,
                    "reconnect_timeout": 5,
                },
                # What a connection asks for the fifth time, the database plans no more.
                "server_side_binding": True,
                "prepare_threshold": 5,
                # Statements are short: to compile one takes longer than to run it.
                "options": "-c jit=off",
            },
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": url,
        "CONN_MAX_AGE": None,  # closing the last connection would fold the log into the file at every request
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


DATABASE_URL = env.str("TINHSO_DATABASE", str(VAR / "tinhso.sqlite3"))
KEYS_DATABASE_URL = env.str("TINHSO_KEYS_DATABASE", str(VAR / "keys" / "keys.sqlite3"))
DATABASES = {
    "default": database(DATABASE_URL),
    "keys": database(KEYS_DATABASE_URL),
}
ON_SQLITE = "sqlite3" in DATABASES["default"]["ENGINE"]
if ON_SQLITE:
    DATABASES["reads"] = database(str(VAR / "reads.sqlite3"))
DATABASE_ROUTERS = ["tinhso.project.routers.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
(VAR / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
KEK_FILE = Path(env.str("TINHSO_KEK_FILE", str(VAR / "keys" / "kek")))
LEDGER_KEY_FILE = Path(env.str("TINHSO_LEDGER_KEY_FILE", str(VAR / "keys" / "ledger.pem")))
INDEX_KEY = secret("index_key")
CHECKPOINTS_DIR = Path(env.str("TINHSO_CHECKPOINTS", str(VAR / "checkpoints")))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tinhso.kernel.ledger",
    "tinhso.kernel.deliveries",
    "tinhso.kernel.sealing",
    "tinhso.kernel.once",
    "tinhso.project",
    *FOUNDATION,
    *TINHSO_SYSTEMS,
]
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["tinhso.foundation.access.backends.Accounts"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tinhso.foundation.ui.middleware.WithoutNull",
    "tinhso.foundation.packs.middleware.OneState",
    "tinhso.foundation.access.middleware.Doors",
    "tinhso.foundation.ui.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tinhso.foundation.access.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tinhso.foundation.ui.middleware.Refusals",
]
ROOT_URLCONF = "tinhso.project.urls"
WSGI_APPLICATION = "tinhso.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tinhso.foundation.ui.context.shell",
            ],
        },
    }
]
COTTON_SNAKE_CASED_NAMES = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("km", "ភាសាខ្មែរ")]
LOCALE_PATHS = [ROOT / "tinhso" / "project" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tinhso.foundation.ui.statics.Statics"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tinhso.foundation.ui.fonts.FontFinder",
]
FILES_ROOT = Path(env.str("TINHSO_FILES", str(VAR / "files")))
FILES_MAX_BYTES = env.int("TINHSO_FILES_MAX_BYTES", 20 * 1024 * 1024)
SIGNING_ROOT = Path(env.str("TINHSO_SIGNING", str(VAR / "signing")))
OUTBOX_ROOT = Path(env.str("TINHSO_OUTBOX", str(VAR / "outbox")))
PACKS_ROOT = ROOT / "packs"
PROVINCE_PACK = env.str("TINHSO_PACK", "vinh-long")

EMAIL_HOST = env.str("TINHSO_SMTP_HOST", "")
EMAIL_PORT = env.int("TINHSO_SMTP_PORT", 587)
EMAIL_HOST_USER = env.str("TINHSO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("TINHSO_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("TINHSO_SMTP_TLS", True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = OUTBOX_ROOT / "mail"
DEFAULT_FROM_EMAIL = env.str("TINHSO_MAIL_FROM", "tinhso@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "tinhso.foundation.access.keeping"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "tinhso.foundation.ui.views.outdated"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LOGGING_CONFIG = None

ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_ADAPTER = "tinhso.foundation.access.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
LOGIN_URL = "/dang-nhap/"
MFA_ADAPTER = "tinhso.foundation.access.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Tỉnh Số"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
PASSWORD_RESET_TIMEOUT = 24 * 3600
"""How long the link holds by which an official chooses the first password."""
SMS_SENDER = env.str("TINHSO_SMS", "folder")
EID_ISSUER = env.str("TINHSO_EID_ISSUER", "")
EID_CLIENT_ID = env.str("TINHSO_EID_CLIENT_ID", "")
EID_CLIENT_SECRET = env.str("TINHSO_EID_CLIENT_SECRET", "")
EID_SCOPES = env.str("TINHSO_EID_SCOPES", "openid")
EID_ENDPOINTS: dict[str, str] = env.dict("TINHSO_EID_ENDPOINTS", {})
# Assumed: the names of 2020; what the national system calls things today is published nowhere.
EID_CLAIMS: dict[str, str] = {
    "number": "SoDinhDanh", "name": "HoVaTen", "birth_date": "NgaySinh", "level": "loAs", "kind": "LoaiTaiKhoan",
} | env.dict("TINHSO_EID_CLAIMS", {})  # fmt: skip
EID_LEVELS: dict[str, str] = {"1": "1", "2": "2"} | env.dict("TINHSO_EID_LEVELS", {})
CONTACT = env.str("TINHSO_CONTACT", "")
ZALO_SENDER = env.str("TINHSO_ZALO", "")
TRUSTED_PROXIES = env.int("TINHSO_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
"""Without it a form sent over https is refused behind a proxy: its origin would not be the one answered under."""
GATEWAY_SECRETS: dict[str, str] = env.dict("TINHSO_GATEWAY_SECRETS", {})
NATIONAL_PORTAL = env.str("TINHSO_NATIONAL_PORTAL", "" if PRODUCTION else "simulator")
"""Where the national portal takes messages; empty: nowhere."""
if PRODUCTION and NATIONAL_PORTAL and not NATIONAL_PORTAL.startswith("https://"):
    raise ValueError("production tells the real national portal, over https, or none: TINHSO_NATIONAL_PORTAL")
NATIONAL_PORTAL_USER = env.str("TINHSO_NATIONAL_PORTAL_USER", "")
NATIONAL_PORTAL_PASSWORD = env.str("TINHSO_NATIONAL_PORTAL_PASSWORD", "")
NATIONAL_SIMULATOR: dict[str, str] = env.dict("TINHSO_NATIONAL_SIMULATOR", {})
"""What goes wrong in the simulator, and how often: `lost=0.1,delayed=0.2`."""
DOCUMENT_AXIS = env.str("TINHSO_DOCUMENT_AXIS", "" if PRODUCTION else "simulator")
"""Where the document axis takes and gives messages; empty: nowhere."""
if PRODUCTION and DOCUMENT_AXIS and not DOCUMENT_AXIS.startswith("https://"):
    raise ValueError(
        "production speaks to the real document axis, over https, or to none: TINHSO_DOCUMENT_AXIS"
    )
DOCUMENT_AXIS_SYSTEM = env.str("TINHSO_DOCUMENT_AXIS_SYSTEM", "tinhso")
DOCUMENT_AXIS_SECRET = env.str("TINHSO_DOCUMENT_AXIS_SECRET", "")
DOCUMENT_AXIS_SIMULATOR: dict[str, str] = env.dict("TINHSO_DOCUMENT_AXIS_SIMULATOR", {})
"""What goes wrong in the simulator, and how often: `lost=0.1,doubled=0.2`."""
SOURCES: dict[str, str] = env.dict(
    "TINHSO_SOURCES",
    {} if PRODUCTION else dict.fromkeys(("population", "civil_status", "business"), "simulator"),
)
"""Where each source of data is asked in place of a paper; one without an address is not connected."""
if PRODUCTION and not all(address.startswith("https://") for address in SOURCES.values()):
    raise ValueError("production asks real sources of data, over https, or none: TINHSO_SOURCES")
SOURCES_SIMULATOR: dict[str, str] = env.dict("TINHSO_SOURCES_SIMULATOR", {})
"""What is wrong with a simulated source: `population=down`, `slow` or `garbled`."""
DOCUMENTS_MAIL_IN = env.str("TINHSO_MAIL_IN", "")
"""A folder with one folder an agency (by its key) into which a mail server lays messages; empty where none does."""
DOCUMENTS_MAILBOXES: dict[str, str] = env.dict("TINHSO_MAILBOXES", {})
"""Mailboxes of agencies, by their keys: `imaps://user:password@host:port/folder`, each part percent-encoded."""
if PRODUCTION and not all(address.startswith("imaps://") for address in DOCUMENTS_MAILBOXES.values()):
    raise ValueError("production reads mailboxes over TLS: TINHSO_MAILBOXES holds imaps:// addresses alone")
COUNTER_SLIP_DAYS = env.int("TINHSO_SLIP_DAYS", 10)
"""Days after which a slip taken without a network, and completed by nobody, is closed and erased."""
FILES_SCANNER = env.str("TINHSO_SCANNER", "clamd" if PRODUCTION else "none")
FILES_CLAMD = env.str("TINHSO_CLAMD", "/run/clamav/clamd.ctl")
METRICS_NETWORKS: list[str] = env.list(
    "TINHSO_METRICS_NETWORKS", [] if PRODUCTION else ["127.0.0.0/8", "::1/128"]
)
METRICS_TOKEN = env.str("TINHSO_METRICS_TOKEN", "")
SIGNING_PKCS11_MODULE = env.str("TINHSO_PKCS11_MODULE", "")
SIGNING_PKCS11_TOKEN = env.str("TINHSO_PKCS11_TOKEN", "")
SIGNING_PKCS11_PIN = env.str("TINHSO_PKCS11_PIN", "")
SIGNING_REMOTE_URL = env.str("TINHSO_SIGNING_SERVICE", "").rstrip("/")
SIGNING_REMOTE_TOKEN = env.str("TINHSO_SIGNING_SERVICE_TOKEN", "")
OUTGOING_NETWORKS: list[str] = env.list("TINHSO_OUTGOING_NETWORKS", [])
