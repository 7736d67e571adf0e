"""The compose file says what the code needs, and its command lines run."""

import re
import smtplib
import subprocess
from dataclasses import fields
from urllib.parse import urlsplit

import pytest
import yaml

from tests.servers.places import free_port
from tests.setup.compose import ROOT, Place, services
from workflow import db, jobs
from workflow.models import Incoming
from workflow.settings import PREFIX, Settings

OURS = ("web", "worker", "beat", "replies", "migrate")


@pytest.fixture
def place(postgres, broker_url, smtp_sink, tmp_path):
    """PostgreSQL without tables, a broker and a mail server."""
    name = postgres.create()
    yield Place(postgres.url(name), broker_url, smtp_sink.url, free_port(), tmp_path)
    postgres.drop(name)


def migrate(place):
    return subprocess.run(
        place.command("migrate"),
        env=place.environment("migrate"),
        cwd=place.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_part_of_the_service_is_served():
    assert set(services()) == {*OURS, "database", "broker", "mailpit"}


@pytest.mark.parametrize("part", OURS)
def test_a_part_of_ours_runs_without_rights_and_gets_its_secrets_as_files(part):
    service = services()[part]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["secrets"] == ["database_url", "secret_key", "signing_key"]
    for name in ("ONEVOICE_DATABASE_URL", "ONEVOICE_SECRET_KEY", "ONEVOICE_SIGNING_KEY"):
        assert name not in service["environment"]
        assert service["environment"][f"{name}_FILE"].startswith("/run/secrets/")


def test_what_should_always_run_is_watched_and_started_again():
    for name, service in services().items():
        if name != "migrate":
            assert service["restart"] == "unless-stopped", name
    for name in ("web", "worker", "replies", "database", "broker"):
        assert "healthcheck" in services()[name], name
    assert services()["migrate"]["restart"] == "no"
    assert services()["web"]["depends_on"]["migrate"]["condition"].endswith("successfully")


def test_what_the_parts_print_never_fills_the_disk():
    for name, service in services().items():
        assert service["logging"]["options"]["max-size"], name


def test_every_setting_that_makes_sense_there_reaches_the_service():
    of_one_machine = {"demo", "neutral", "mail_folder"}

    given = {name.removesuffix("_FILE") for name in services()["replies"]["environment"]}

    assert given == {
        PREFIX + field.name.upper()
        for field in fields(Settings)
        if field.name not in of_one_machine
    }


def test_the_broker_keeps_nothing_and_drops_nothing():
    command = services()["broker"]["command"]

    assert command[command.index("--save") + 1] == ""
    assert command[command.index("--appendonly") + 1] == "no"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_images_have_versions_and_only_the_web_is_reachable_and_only_from_here():
    for name, service in services().items():
        if name not in OURS:
            assert re.search(r":v?\d", service["image"]), name
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:")
    assert "ports" not in services()["database"]


def test_every_secret_that_is_mounted_is_made_and_none_twice(tmp_path):
    from tools.make_secrets import make

    mounted = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["secrets"]

    made = make(tmp_path / "secrets")
    before = [(tmp_path / "secrets" / name).read_text() for name in made]
    make(tmp_path / "secrets")

    assert made == sorted(mounted)
    assert [(tmp_path / "secrets" / name).read_text() for name in made] == before
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_the_image_gets_every_file_that_the_build_needs():
    allowed = (ROOT / ".dockerignore").read_text().splitlines()

    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert f"!{source}" in allowed
                assert (ROOT / source).exists()


def test_the_image_does_not_run_as_root_and_ends_without_node():
    last_stage = (ROOT / "Dockerfile").read_text().rpartition("FROM ")[2]

    assert "\nUSER onevoice\n" in last_stage
    assert "node" not in last_stage


def test_migrate_makes_the_tables_and_may_run_twice(place):
    first, second = migrate(place), migrate(place)

    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, second.stderr


def test_the_web_is_ready_only_once_the_database_is(place):
    with place.running("web") as web:
        web.until(lambda: place.fetch("/health") == 200)
        assert place.fetch("/ready") == 503
        assert not place.is_healthy("web")
        migrate(place)
        web.until(lambda: place.fetch("/ready") == 200)
        assert place.is_healthy("web")
        assert web.stop() == 0


def test_worker_and_beat_start_find_each_other_and_stop_when_told(place):
    assert migrate(place).returncode == 0

    with place.running("worker") as worker, place.running("beat") as beat:
        worker.until(lambda: "ready" in worker.said())
        beat.until(lambda: jobs.SWEEP in beat.said())
        worker.until(lambda: jobs.SWEEP in worker.said())
        assert place.is_healthy("worker")
        assert beat.stop() == 0
        assert worker.stop() == 0
    assert not place.is_healthy("worker")


def hand_over(place):
    """Give a mail to the service as a mail server does."""
    port = urlsplit(place.mail_in_url).port
    with smtplib.LMTP("127.0.0.1", port, timeout=10) as line:
        line.sendmail("a@ilo.test", ["reply@in.test"], b"From: a@ilo.test\r\n\r\nHello")


def taken_in(place):
    engine = db.connect(place.database_url)
    try:
        with db.sessions(engine)() as session:
            return [(row.sender, row.kind) for row in session.query(Incoming)]
    finally:
        engine.dispose()


def test_replies_are_taken_in_from_a_mail_server_and_from_a_mailbox(place, imap):
    assert migrate(place).returncode == 0
    place.mail_in_url = f"lmtp://127.0.0.1:{free_port()}"

    with place.running("replies") as replies:
        replies.until(lambda: "Mail is taken in" in replies.said())
        hand_over(place)
        assert taken_in(place) == [("a@ilo.test", "refused")]
        assert place.is_healthy("replies")
        assert replies.stop() == 0

    place.mail_in_url = imap.url
    imap.put(b"From: b@ilo.test\r\n\r\nHello")
    with place.running("replies") as replies:
        replies.until(lambda: imap.lying_in("Onevoice-refused") == 1)
        assert replies.stop() == 0
    assert taken_in(place) == [("a@ilo.test", "refused"), ("b@ilo.test", "refused")]
