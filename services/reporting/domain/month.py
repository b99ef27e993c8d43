"""Calendar months, named by their first day."""

from datetime import date, timedelta


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def add_months(day: date, count: int) -> date:
    """The first day of the month so many months after (before, when negative) a day's month."""
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return add_months(day, 1) - timedelta(days=1)
