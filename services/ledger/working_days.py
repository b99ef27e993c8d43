"""On which dates people work, by the calendar of public holidays that an entity keeps."""

import datetime as dt
from functools import lru_cache

import holidays
import structlog

log = structlog.stdlib.get_logger(__name__)

SATURDAY = 6


@lru_cache(maxsize=4096)
def is_working_day(calendar: str, date: dt.date) -> bool:
    """Whether offices of a country (ISO 3166 code, as of the holidays library) work on a date.

    A country's make-up days count as working days where they are known; China publishes them a year ahead. Of a
    country that the library does not know, only the weekend is free: no entity's days may stop for a calendar.
    """
    try:
        return _of_year(calendar, date.year).is_working_day(date)
    except NotImplementedError:
        log.warning("calendar-unknown", calendar=calendar)
        return date.isoweekday() < SATURDAY


@lru_cache(maxsize=256)
def _of_year(calendar: str, year: int) -> holidays.HolidayBase:
    """A country's holidays of a year; due dates ask for many days of few years."""
    return holidays.country_holidays(calendar, years=year)
