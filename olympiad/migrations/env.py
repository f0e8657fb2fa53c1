"""Alembic's environment: runs the numbered migrations on the connection that `upgrade` hands over."""

from alembic import context

from olympiad.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
context.run_migrations()
