"""The console over a scripted desk, for people who sign in: `python -m tests.console_app PORT FOLDER`.

A process of its own, because Gradio leaves event loops behind in the one that served it.
"""

import sys
from pathlib import Path

import uvicorn

from agent.channels.switchboard import Switchboard
from agent.server import AppParts, create_app
from tests.scripted import SHOP, Bench, sqlite_url

_DAY = 86_400.0
USERS = (
    ("陈", "lead", "console-password-1"),
    ("林", "agent", "console-password-2"),
    ("审计", "auditor", "console-password-3"),
)


def main(port: int, folder: Path) -> None:
    """Serve one case whose draft the guards block and one that is plain; an approval can be taken back for a day."""
    bench = Bench(sqlite_url(folder), undo=_DAY)
    bench.receive("blocked-1", "FORBIDDEN")
    bench.receive("plain-1", "衣服太小了")
    app = create_app(
        AppParts(
            desk=bench.desk,
            store=bench.store,
            clock=bench.clock,
            shop=SHOP,
            shop_settings=bench.shops.__getitem__,
            channels=Switchboard({}),
            console=True,
            console_users=USERS,
            undo_seconds=_DAY,
        )
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
