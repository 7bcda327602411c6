"""`make bench`: ratios against other engines, start and load, applicants a second, and where a query's time goes."""

from __future__ import annotations

from batch_speed import print_batch_speed
from expression_speed import print_expression_speed
from population_speed import print_population_speed
from query_share import print_query_share
from reading_speed import print_reading_speed
from rich.console import Console
from start_speed import print_start_speed
from table_speed import print_table_speed


def main() -> None:
    """Print everything; the status is 1 when answers differ."""
    console = Console(highlight=False, width=140)
    print_table_speed(console)
    print_expression_speed(console)
    print_start_speed(console)
    print_reading_speed(console)
    print_query_share(console)
    print_population_speed(console)
    print_batch_speed(console)


if __name__ == "__main__":
    main()
