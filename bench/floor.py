"""The floor of every page: a Flask view that answers "ok", under the same gunicorn settings."""

import sys

from flask import Flask
from gunicorn.app.base import BaseApplication

from crm.config import Config
from crm.processes import gunicorn_settings


def create_app() -> Flask:
    """One view, nothing else."""
    app = Flask(__name__)

    @app.get("/")
    def ok() -> str:
        return "ok"

    return app


class Server(BaseApplication):
    """Gunicorn as Callboard configures it."""

    def load_config(self) -> None:
        config = Config(port=int(sys.argv[1]))
        for key, value in gunicorn_settings(config, 2, 4).items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        return create_app()


if __name__ == "__main__":
    Server().run()
