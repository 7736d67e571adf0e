"""What `celery -A worker.run worker` and `celery -A worker.run beat` run."""

from worker.app import create_worker, tick_with_worker
from workflow import settings

app, _shop = create_worker(settings.read())
tick_with_worker(_shop)
