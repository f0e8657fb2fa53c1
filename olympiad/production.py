"""What tells a production instance from a demonstration."""

from pathlib import Path

PRODUCTION_MARK = "production"
"""File of an instance made for production."""


def is_production(instance: Path | str) -> bool:
    """Return whether `flask init` made this instance."""
    return (Path(instance) / PRODUCTION_MARK).exists()


def mark_as_production(instance: Path | str) -> None:
    """Keep the demonstration out of this instance for good."""
    Path(instance).mkdir(parents=True, exist_ok=True)
    (Path(instance) / PRODUCTION_MARK).write_text(
        "Made by `flask --app olympiad init`; the demonstration is never loaded here.\n", "utf-8"
    )
