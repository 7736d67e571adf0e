"""What gunicorn runs: `gunicorn webapp.wsgi:app`."""

from webapp.app import create_app
from workflow import settings

app = create_app(settings.read())
