"""`creditrules demo`."""

from __future__ import annotations

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import tell
from creditrules.cli.demo.story_page import print_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.screen import command_app, give_up, notes, screen
from creditrules.cli.service.client import NoAnswerError
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import NotPublishedError

__all__ = ["app"]

app = command_app()


@app.command()
def demo() -> None:
    """Tell the story of one user in one page, through the real API, in this process and at fixed dates.

    First everything is open; then a risk rule pauses the pay-later line but
    not the cash loan; then the rule is relaxed; then the same question is
    asked for the past, as it was known then and as it is known after a
    back-dated correction. Nothing is written to disk, no port is opened.

    [bold]Example[/bold]

      creditrules demo | less
    """
    lender, clock = demo_lender(), SetClock()
    key = make_key()
    tokens = LocalTokens(key, lender.tenant)
    try:
        with (
            notes().status("Starting a service in this process and loading the demo lender …"),
            build_local(key=key, clock=clock) as service,
        ):
            administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
            partner = in_process(service.application, tokens.issue(Role.PARTNER, "demo-partner"))
            publish_recordings(administrator, clock, lender.published)
            story = tell(demo_story(), lender, clock, partner, administrator)
    except (NoAnswerError, NotPublishedError) as problem:
        give_up(f"The story could not be told: {problem}")
    print_story(screen(), story)
