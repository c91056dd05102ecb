"""News from the bank and from the counter, acted on one by one: what is refused does not keep the rest waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from common.errors import BusinessError
from common.transactions import step
from ledger import operations as ledger

logger = logging.getLogger(__name__)


def log_stuck(news: Any, why: str) -> None:
    """Say in the log what keeps a piece of news from being acted on."""
    logger.warning("%s of %s waits: %s", type(news).__name__, news.source, why)


@step
def follow(
    claim: Callable[..., Sequence[Any]],
    source: str,
    act: Callable[..., object],
    *,
    at: datetime,
    stuck: Callable[[Any, str], None] = log_stuck,
) -> bool:
    """Act on the oldest news that can be acted on; False where there is none.

    What is refused is handed to `stuck` and tried again at the next sweep; so is what breaks, with its trace in the
    log. Raises ledger.DayClosed: then the whole office waits.
    """
    after = 0
    while waiting := claim(source=source, limit=1, after=after, at=at):
        news = waiting[0]
        try:
            with transaction.atomic():
                act(news, at=at)
            return True
        except ledger.DayClosed:
            raise
        except BusinessError as refusal:
            _put_back(news)
            stuck(news, str(refusal))
        except Exception:
            _put_back(news)
            logger.exception("%s %s of %s could not be acted on", type(news).__name__, news.pk, news.source)
        after = news.pk
    return False


def _put_back(news: Any) -> None:
    """It is news still."""
    news.claimed_at = None
    news.save(update_fields=["claimed_at"])
