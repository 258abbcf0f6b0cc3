"""Trust, measured: who may call what, other locals, injected operators, CSRF, browsers."""
