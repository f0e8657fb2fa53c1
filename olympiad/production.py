"""What tells a production instance from a demonstration, and under which address it says that it is reached."""

from pathlib import Path

PRODUCTION_MARK = "production"
"""File of an instance made for production."""
BASE_ADDRESS = "base_address"
"""File of the address that was set by a person; the setting BASE_URL goes before it."""


def is_production(instance: Path | str) -> bool:
    """Return whether `flask init` made this instance."""
    return (Path(instance) / PRODUCTION_MARK).exists()


def mark_as_production(instance: Path | str) -> None:
    """Keep the demonstration out of this instance for good."""
    Path(instance).mkdir(parents=True, exist_ok=True)
    (Path(instance) / PRODUCTION_MARK).write_text(
        "Made by `flask --app olympiad init`; the demonstration is never loaded here.\n", "utf-8"
    )


def base_address(instance: Path | str) -> str:
    """Return the address that was set on the page of the installation or at `init`; empty where none was."""
    path = Path(instance) / BASE_ADDRESS
    return path.read_text("utf-8").strip() if path.exists() else ""


def set_base_address(instance: Path | str, address: str) -> None:
    """Keep the address that papers and QR codes begin with; empty takes it back."""
    path = Path(instance) / BASE_ADDRESS
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(address.rstrip("/") + "\n", "utf-8")
    fresh.chmod(0o600)
    fresh.replace(path)
