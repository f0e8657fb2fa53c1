"""Who asks: a program that reads JSON, or a person who reads pages."""

from flask import request


def wants_json() -> bool:
    """Return whether the answer goes to a program."""
    if request.path.startswith(f"{request.script_root}/api/") or request.path.startswith("/api/"):
        return True
    return [kind for kind, _ in request.accept_mimetypes] == ["application/json"]
