"""The entry point of the web, the only role with threads and so with a pool of database connections."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("DATABASE_POOL", os.environ.get("WEB_THREADS", "8"))
application = get_wsgi_application()
