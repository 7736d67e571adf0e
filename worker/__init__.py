"""The worker: does the jobs that the workflow wrote down, and sends the mails.

Celery is only the doorbell. A task carries nothing; it looks into the table of jobs and does what
is due. So a task that is lost, doubled or late does no harm, and a worker that hears no bell at
all (`tick`) finds everything by itself a few seconds later.
"""
