"""Configuration from the environment. A missing or unsafe value fails at start, by name."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PLUGINS = ("campaigns", "jobclasses", "surveys")


class ConfigError(Exception):
    """A setting is missing or unsafe; the message names it and says what to do."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything an operator can set; `docs/deploy.md` lists the variables."""

    mongodb_uri: str = ""
    database: str = "callboard"
    data_dir: Path = Path("var")
    secret_key: str = ""
    production: bool = False
    testing: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    proxies: int = 0
    plugins: tuple[str, ...] = PLUGINS
    smtp_url: str = ""
    mail_from: str = ""
    metrics_token: str = ""
    idle_minutes: int = 30
    absolute_hours: int = 12
    database_wait: float = 2.0
    rate_limits: bool = True
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry `__Host-` and Secure except in development on loopback."""
        return self.production


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise ConfigError(f"{name} is {value!r}; write yes or no")


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise ConfigError(f"{name} is {value!r}; write a whole number")
    return int(value)


def _secret(env: Mapping[str, str], data_dir: Path) -> str:
    """CALLBOARD_SECRET_KEY, else a key generated once into the data directory (0600)."""
    given = env.get("CALLBOARD_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise ConfigError("CALLBOARD_SECRET_KEY is too short; give 32 characters or more")
        return given
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def from_environment(env: Mapping[str, str] | None = None) -> Config:
    """Read the configuration; raises ConfigError naming the variable that is wrong."""
    env = os.environ if env is None else env
    data_dir = Path(env.get("CALLBOARD_DATA", "var")).resolve()
    plugins = tuple(p.strip() for p in env.get("CALLBOARD_PLUGINS", "").split(",") if p.strip())
    production = env.get("CALLBOARD_ENV", "development") == "production"
    base_url = env.get("CALLBOARD_URL", "").rstrip("/")
    if production and not base_url.startswith("https://"):
        raise ConfigError("CALLBOARD_URL must be the https:// address people use, in production")
    return Config(
        mongodb_uri=env.get("MONGODB_URI", ""),
        database=env.get("CALLBOARD_DATABASE", "callboard"),
        data_dir=data_dir,
        secret_key=_secret(env, data_dir),
        production=production,
        host=env.get("CALLBOARD_HOST", "127.0.0.1"),
        port=_whole(env, "CALLBOARD_PORT", 8000),
        base_url=base_url,
        proxies=_whole(env, "CALLBOARD_PROXIES", 0),
        plugins=plugins or PLUGINS,
        smtp_url=env.get("CALLBOARD_SMTP", ""),
        mail_from=env.get("CALLBOARD_MAIL_FROM", ""),
        metrics_token=env.get("CALLBOARD_METRICS_TOKEN", ""),
        idle_minutes=_whole(env, "CALLBOARD_IDLE_MINUTES", 30),
        absolute_hours=_whole(env, "CALLBOARD_SESSION_HOURS", 12),
        rate_limits=not _flag(env, "CALLBOARD_NO_RATE_LIMITS"),
    )
