"""What gunicorn runs: `gunicorn webapp.wsgi:app`."""

from webapp.app import create_app
from workflow import settings
from workflow.errors import BadSetting

chosen = settings.read()
if chosen.embedded:
    # Nobody would hear the doorbell: a broker in memory reaches only the process it lives in.
    raise BadSetting(name="ONEVOICE_BROKER_URL", reason="several processes need a real broker")
app = create_app(chosen)
