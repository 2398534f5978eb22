"""A real django-helpdesk: a public form, tickets, a mailbox on disk."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx

from tests.servers.process import answers, free_port, python_of, running

STAFF = ("desk", "desk-password")
_SETUP = """
import django
django.setup()
from django.contrib.auth import get_user_model
from helpdesk.models import Queue
get_user_model().objects.create_superuser("desk", "desk@shop.test", "desk-password")
Queue.objects.create(title="Care", slug="care", allow_public_submission=True, allow_email_submission=False,
                     email_address="care@shop.test")
"""


@dataclass(frozen=True)
class Helpdesk:
    """The running helpdesk."""

    base: str
    folder: Path

    def submit(self, title: str, text: str, email: str) -> None:
        """Open a ticket as the public does, through the web form."""
        with httpx.Client(base_url=self.base, trust_env=False, follow_redirects=True) as browser:
            page = browser.get("/tickets/submit/").text
            fields = dict(
                re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
            )
            answer = browser.post(
                "/tickets/submit/",
                data={
                    **fields,
                    "queue": re.search(r'<option value="(\d+)"[^>]*>Care', page)[1]  # type: ignore[index]
                    if '<option value="' in page and "Care" in page
                    else "1",
                    "title": title,
                    "body": text,
                    "priority": "3",
                    "submitter_email": email,
                },
                timeout=30,
            )
            answer.raise_for_status()

    def ticket(self, number: int) -> dict[str, Any]:
        answer = httpx.get(
            f"{self.base}/api/tickets/{number}/", auth=STAFF, timeout=20, trust_env=False
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def mails(self) -> list[str]:
        """Return the text of every mail that left, oldest first."""
        found = []
        for file in sorted((self.folder / "mail").glob("*")):
            for raw in file.read_bytes().split(b"-" * 79 + b"\n"):
                if raw.strip():
                    message = message_from_bytes(raw, policy=policy.default)
                    body = message.get_body(("plain", "html"))
                    found.append(body.get_content() if body is not None else "")
        return found


@contextmanager
def helpdesk(folder: Path, *, new_ticket: str, follow_up: str) -> Iterator[Helpdesk]:
    """Run the helpdesk in `folder`; it calls `new_ticket` and `follow_up` as its webhooks."""
    python = python_of("helpdesk")
    if python is None:
        raise RuntimeError("django-helpdesk is not installed; run `make servers`")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent / "django_site"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "helpdesk_site",
        "HELPDESK_FOLDER": str(folder),
        "HELPDESK_NEW_TICKET_WEBHOOK_URLS": new_ticket,
        "HELPDESK_FOLLOWUP_WEBHOOK_URLS": follow_up,
        "NO_PROXY": "*",
    }
    for step in (["-m", "django", "migrate", "-v", "0"], ["-c", _SETUP]):
        subprocess.run([python, *step], env=environment, check=True, timeout=120)
    command = [python, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with running(
        command,
        ready=answers(f"{base}/tickets/submit/"),
        log=folder / "helpdesk.log",
        environment=environment,
    ):
        yield Helpdesk(base, folder)
