"""Settings: one file; every option is an environment variable; with none set it runs."""

import os
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from config.database import database_settings, standby_settings
from config.observing.logs import logging_settings
from config.ports import given_port
from config.secret import given_secret, secret_key
from config.standby import ALIAS as STANDBY

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

HOME = Path(env("LISTENLARGE_HOME", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
PORT = given_port(env)
BASE_URL = env("BASE_URL", default=f"http://127.0.0.1:{PORT}")
SECRET_KEY = secret_key(env, HOME)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones: still read, never written with
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config",
    "crm",
    "listening",
    "api",
    "frontend",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
# Signing in by the company's own identity provider, when one is named.
OIDC_ISSUER = env("OIDC_ISSUER", default="")
if OIDC_ISSUER:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]

MIDDLEWARE = [
    "config.client_address.ClientAddress",
    "config.observing.requests.Requests",
    "config.observing.probes.Probes",
    "config.headers.PermissionsPolicy",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.size.within_size",  # before anything reads the body
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",  # history says who, and by which address
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

DATABASES = {"default": database_settings(env, HOME)}
# Statements that are run for every log are prepared; 0 switches that off for a pooler that cannot.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = env.int("PREPARE_STATEMENTS", default=1) or None
# Their plans do not depend on the values, so one plan serves from the first run on; and none is worth compiling.
DATABASES["default"]["OPTIONS"].setdefault(
    "options", "-c plan_cache_mode=force_generic_plan -c jit=off -c max_parallel_workers_per_gather=0"
)
# Set by `manage.py run` for web processes: longest a statement, and a wait for somebody's lock, may take.
if STATEMENT_SECONDS := env.int("STATEMENT_SECONDS", default=0):
    DATABASES["default"]["OPTIONS"]["options"] += f" -c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout=10s"
# A cursor on the server outlives the transaction in which a pooler lends its connection.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASES["default"]["OPTIONS"]["prepare_threshold"] is None
# A hot standby, when there is one: it answers what is only read, while it is not further behind than this.
if standby := standby_settings(env, DATABASES["default"]):
    DATABASES[STANDBY] = standby
    MIDDLEWARE.append("config.standby.reading.ReadsFromStandby")  # the last: it calls the view itself
STANDBY_MAY_LAG_SECONDS = env.float("STANDBY_MAY_LAG_SECONDS", default=2.0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "crm.Staff"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "frontend:sign_in"
LOGIN_REDIRECT_URL = "frontend:today"
LOGOUT_REDIRECT_URL = "frontend:sign_in"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # a one-time sign-in link is good for a day

# allauth (frontend/signing_in): nobody signs up, nothing is mailed; a second step and where one is signed in.
ACCOUNT_ADAPTER = "frontend.signing_in.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {"reauthenticate": "frontend.signing_in.forms.Reauthenticate"}
MFA_ADAPTER = "frontend.signing_in.adapters.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are an admin's word
MFA_TOTP_ISSUER = "Listen Large"
MFA_TOTP_TOLERANCE = 1  # half minutes that a phone's clock may be off
MFA_FORMS = {
    "authenticate": "frontend.signing_in.forms.Code",
    "reauthenticate": "frontend.signing_in.forms.ReauthenticateByCode",
    "activate_totp": "frontend.signing_in.forms.ActivateCodes",
    "add_webauthn": "frontend.signing_in.forms.AddKey",
    "edit_webauthn": "frontend.signing_in.forms.EditKey",
}
SOCIALACCOUNT_ADAPTER = "frontend.signing_in.company.Company"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_NAME = env("OIDC_NAME", default="your company")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": OIDC_NAME,
                "client_id": env("OIDC_CLIENT_ID", default=""),
                "secret": given_secret(env, "OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }
}

LANGUAGE_CODE = env("LANGUAGE_CODE", default="en")
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = Path(env("MEDIA_FOLDER", default=str(HOME / "media")))  # one for all machines, where there are several
# Beside the database, so that an older backup does not bring back who was erased since; one for all machines.
ERASED_LIST = Path(env("ERASED_LIST", default=str(HOME / "erased")))
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or os.environ.get("LISTENLARGE_PLAIN_STATIC")
        else "config.static.NamedByContent"
    },
}

# Behind a TLS proxy set HTTPS=true: cookies become secure and the proxy's header is believed.
HTTPS = env.bool("HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
if HTTPS:  # a name that browsers take only from this very host, over TLS: no neighbour on the domain can set it
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, "mailto:"],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# What we fetch from and post to: the public internet, and what is listed here; and whom to write to about it.
ALLOWED_PRIVATE_NETWORKS = env.list("ALLOWED_PRIVATE_NETWORKS", default=[])
# A file or web address: with it Bluesky's stream comes packed, in a fraction of the bytes.
JETSTREAM_DICTIONARY = env("JETSTREAM_DICTIONARY", default="")
OUTGOING_CONTACT = env("OUTGOING_CONTACT", default=BASE_URL)

# The mail server that hands over what is written here, one letter to one person; without it, people use their own
# mail program. `smtp+tls://name:password@mail.example.org:587`.
SENDS_MAIL = bool(env("EMAIL_URL", default=""))
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 20

# How long posts are kept that are by nobody we relate to; a source may say otherwise.
MENTIONS_KEPT_DAYS = env.int("MENTIONS_KEPT_DAYS", default=400)

# In the database, so that what is counted there (tries of a second step) counts for all processes and machines.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "crm_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond, a third is thrown out whatever it is worth
    }
}

LOGGING = logging_settings(env)
# What machines that watch may know (config/observing): counted only when wanted, told to the token's bearer.
METRICS_TOKEN = given_secret(env, "METRICS_TOKEN")
METRICS = env.bool("METRICS", default=bool(METRICS_TOKEN))
QUEUE_LATE_AFTER_MINUTES = env.int("QUEUE_LATE_AFTER_MINUTES", default=15)
DISK_FREE_MIB = env.int("DISK_FREE_MIB", default=256)
SENTRY_DSN = given_secret(env, "SENTRY_DSN")
SENTRY_ENVIRONMENT = env("SENTRY_ENVIRONMENT", default="production")
# Proxies of ours, by network: only what they say about whom they speak for is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# What was due while no worker ran is done when one starts: a machine that is off every night forgets nothing otherwise.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 25 * 3600}  # seconds

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.BearerAuthentication",  # first: who brings nothing is answered 401, not 403
        "api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.HasScope", "api.permissions.HasFreshProof"],
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.TokenBucket"],
    "DEFAULT_THROTTLE_RATES": {"token": env("API_RATE", default="300/s")},
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJson"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.Json"],
    "DEFAULT_PAGINATION_CLASS": "api.paging.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["api.filtering.DomainFilters"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.DomainSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.MultiPartRenderer",
    ],
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Listen Large",
    "DESCRIPTION": "Everything the screens do. Errors are application/problem+json; lists are paged by cursor.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ChannelEnum": "crm.channels.Channel",
        "InteractionKindEnum": "crm.models.interactions.Kind",
        "OvertureKindEnum": "listening.models.hearing.OvertureKind",
        "VisibilityEnum": "crm.models.contacts.Visibility",
        "HandleStatusEnum": "crm.models.contacts.HandleStatus",
        "CampaignStatusEnum": "crm.models.campaigns.Status",
        "ImportStatusEnum": "crm.models.imports.ImportStatus",
        "DeliveryStatusEnum": "crm.models.webhooks.DeliveryStatus",
        "EventKindEnum": "crm.models.webhooks.EventKind",
        "ExportStatusEnum": "crm.models.exports.ExportStatus",
        "ErasureStatusEnum": "crm.models.erasures.ErasureStatus",
        "LawfulBasisEnum": "crm.models.contacts.LawfulBasis",
        "InterestBasisEnum": "crm.models.topics.Basis",
        "KeptEnum": "crm.models.privacy.Kept",
        "BoundaryScopeEnum": "crm.models.boundaries.BoundaryScope",
        "OutcomeEnum": "crm.models.asks.Outcome",
        "StageEnum": "crm.readiness.stage.Stage",
        "TokenScopeEnum": "crm.models.staff.Scope",
    },
}
