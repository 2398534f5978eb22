"""Door for the checkout: `python app.py`, or `uvicorn app:create_app --factory`."""

from agent.server import main
from agent.server import web_app as create_app

__all__ = ["create_app", "main"]

if __name__ == "__main__":
    raise SystemExit(main())
