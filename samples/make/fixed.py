"""A clock that only the maker moves and ids that come out alike, so that the stores can be made again."""

import os
import random
import time
import uuid
from datetime import datetime, timezone

os.environ["TZ"] = "Europe/Berlin"
time.tzset()


class Clock:
    """Stands still between two calls of `set`; MLflow reads it as the time of day. Milliseconds since 1970."""

    def __init__(self):
        self.now = 0
        time.time = lambda: self.now / 1000

    def set(self, milliseconds):
        self.now = milliseconds

    def datetime_class(self):
        """What MLflow's model module takes for `datetime`."""

        class FixedDatetime(datetime):
            now = classmethod(lambda _cls, zone=None: datetime.fromtimestamp(self.now / 1000, zone))
            utcnow = classmethod(
                lambda _cls: datetime.fromtimestamp(self.now / 1000, timezone.utc).replace(tzinfo=None)
            )

        return FixedDatetime


def at(text):
    """Milliseconds since 1970 of a local time such as '2026-11-16 09:30'."""
    return int(datetime.fromisoformat(text).astimezone().timestamp() * 1000)


def fix_ids(seed):
    numbers = random.Random(seed)
    uuid.uuid4 = lambda: uuid.UUID(int=numbers.getrandbits(128), version=4)
    random.seed(seed)
