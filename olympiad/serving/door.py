"""A process beside the HTTPS server: the plain listener where tablets get the hall's certificate."""

import os
from contextlib import suppress

from olympiad import create_app
from olympiad.serve import Server
from olympiad.tls.hall import Door


def main() -> None:
    """Serve the door at DOOR_ADDRESS and lead to HTTPS_PORT."""
    app = create_app()
    port = int(os.environ["HTTPS_PORT"])
    app.extensions["olympiad_https_port"] = port
    app.wsgi_app = Door(app.wsgi_app, port)  # type: ignore[method-assign]
    Server(app, os.environ["DOOR_ADDRESS"], workers=1).run()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # Ctrl-C reaches the whole group
        main()
