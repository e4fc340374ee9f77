"""What happens in the demo, in order; each step changes nothing when it was done before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shared.contracts.events import EventForm, EventQuestions, EventRef, EventView, PublishEvent
from shared.contracts.members import (
    BeginImport,
    FindMembers,
    ImportProgress,
    ImportRef,
    MemberPage,
    SaveAudience,
    SavedAudience,
)
from shared.contracts.notifications import (
    ChangeMoneyRules,
    ChangeSendingRules,
    EventSends,
    Money,
    ReleaseSend,
    SendingRules,
    SendProgress,
    SendsProgress,
)
from shared.ids import new_id
from tools.demo import decisions, forum, meeting
from tools.demo.organiser import Organiser
from tools.demo.quoting import quote
from tools.demo.visitor import Inboxes, Message, Visitor

PATIENCE_S = 240.0
LOOK_EVERY_S = 0.3
ALSO_WAITING = 12
DECLINING = 14
UNDECIDED = 9


class DemoFailed(Exception):
    """The demo stands still; the text says where to look."""


class Demo:
    """One run of the demo against a stack that is up."""

    def __init__(
        self, organiser: Organiser, administrator: Organiser, inboxes: Inboxes, console: Console
    ) -> None:
        self._organiser = organiser
        self._administrator = administrator
        self._inboxes = inboxes
        self._console = console

    def decide(self, now: datetime) -> str:
        """
        Decide about hours and money, as the administrator; gives a sentence about it.

        What somebody has decided since is left as it is, but for hours that would hold the demo.
        """
        ask = self._administrator.ask
        if not ask("notifications", "money", None, Money).rules.version:
            money = ChangeMoneyRules(command_id=new_id(), rules=decisions.MONEY)
            ask("notifications", "change_money_rules", money, Money)
        rules = ask("notifications", "sending_rules", None, SendingRules)
        if not rules.version or not decisions.awake(rules, now):
            change = ChangeSendingRules(command_id=new_id(), rules=decisions.rules_for(now))
            rules = ask("notifications", "change_sending_rules", change, SendingRules)
        if rules.nights is None:
            return "The association sends at any hour, as somebody has decided."
        hours = f"from {rules.nights.begins} to {rules.nights.ends}"
        unusual = "" if rules.nights == decisions.USUAL.nights else " (another night: yours is now)"
        return f"The association sends nothing {hours}{unusual}, and has prices and budgets"

    def bring_members(self, sheet: Path) -> ImportProgress:
        """Import the sheet, through the same import as the console's."""
        content = sheet.read_bytes()
        begun = self._organiser.upload(
            content,
            BeginImport(
                command_id=forum.command("import"),
                filename=sheet.name,
                size=len(content),
                language="fr",
                consent_wording="J’accepte de recevoir les invitations du Forum.",
                consent_source="Fiches d’adhésion signées, archivées au secrétariat",
                consent_date=datetime(2026, 9, 1, tzinfo=UTC).date(),
                consent_collector="Secrétariat exécutif",
            ),
        )
        with self._progress() as progress:
            bar = progress.add_task("Importing the sheet", total=None)
            for wait in self._looks("the import"):
                reference = ImportRef(import_id=begun.import_id)
                begun = self._organiser.ask("members", "import_progress", reference, ImportProgress)
                progress.update(bar, completed=begun.done, total=begun.rows or None)
                if begun.state in ("done", "refused"):
                    break
                wait()
        if begun.state == "refused":
            msg = f"The sheet was refused: {begun.refused} {begun.detail}"
            raise DemoFailed(msg)
        return begun

    def count_members(self) -> int:
        return self._organiser.ask("members", "find_members", FindMembers(), MemberPage).total

    def publish_forum(self) -> EventView:
        """Create and publish the forum, with its programme and a question."""

        def written(event: EventView, _: int) -> None:
            for session in forum.sessions(event):
                self._organiser.ask("events", "put_session", session, EventView)
            self._organiser.ask("events", "put_question", forum.question(event), EventQuestions)

        return self._publish("publish", forum.form, forum.audience(), written)

    def publish_meeting(self) -> EventView:
        """Create a weekly meeting, and publish its first."""

        def written(event: EventView, number: int) -> None:
            request = meeting.repeated(event.card.event_id, number)
            self._organiser.ask("events", "repeat_event", request, EventView)

        return self._publish("publish meeting", meeting.form, meeting.audience(), written)

    def _publish(
        self,
        name: str,
        form: Callable[[int], EventForm],
        audience: SaveAudience,
        written: Callable[[EventView, int], None],
    ) -> EventView:
        """Create and publish an event; one that is over is followed by the next."""
        saved = self._organiser.ask("members", "save_audience", audience, SavedAudience)
        for number in range(1, 100):
            created = self._organiser.ask("events", "create_event", form(number), EventView)
            event = self._event(created.card.event_id)
            if event.state == "draft":
                written(event, number)
                self._console.print(quote(self._organiser, event, saved, number))
                request = PublishEvent(
                    command_id=forum.command(name, number),
                    event_id=event.card.event_id,
                    audience_id=saved.audience_id,
                )
                return self._organiser.ask("events", "publish_event", request, EventView)
            if event.state == "published" and event.card.starts_at > datetime.now(UTC):
                return event
        msg = "There are a hundred events of the demo already: `make clean` begins anew."
        raise DemoFailed(msg)

    def watch_invitations(self, event_id: UUID) -> SendProgress:
        """Show the invitations going out until nobody waits any more."""
        with self._progress() as progress:
            bars = {
                name: progress.add_task(label, total=None)
                for name, label in (("sms", "Invitations by SMS"), ("email", "… by e-mail"))
            }
            for wait in self._looks("the invitations"):
                inviting = self._event(event_id).inviting
                send = self._send(event_id)
                if send:
                    for channel, bar in bars.items():
                        states = send.totals.get(channel, {})
                        open_rows = states.get("waiting", 0) + states.get("claimed", 0)
                        total = sum(states.values())
                        progress.update(bar, completed=total - open_rows, total=total or None)
                    if send.state == "held":
                        self._release(send)
                    elif send.finished and not inviting:
                        return send
                wait()
        raise AssertionError

    def play_answers(self, event_id: UUID) -> list[str]:
        """Let young people answer until the forum is full, and one place change hands."""
        before = self._event(event_id).counts
        if before.confirmed >= forum.PLACES and before.waiting:
            return ["The forum was full already; nobody answered twice."]
        messages = self._one_for_each_link()
        coming = list(islice(messages, forum.PLACES + ALSO_WAITING))
        standing = self._all_answer(coming, "yes", "Answers: yes")
        self._all_answer(list(islice(messages, UNDECIDED)), "maybe", "Answers: maybe")
        self._all_answer(list(islice(messages, DECLINING)), "no", "Answers: no")
        leaving = next(m for m in coming if "confirmed" in standing[m.link])
        return [self._change_hands(leaving)]

    def play_meeting(self) -> str:
        """Let some say yes to the meeting, so that there is somebody to let in at its door."""
        last = max((message.number for message in self._inboxes.messages()), default=0)
        event = self.publish_meeting()
        event_id, counts = event.card.event_id, event.counts
        if not counts.yes + counts.no + counts.maybe:
            for wait in self._looks("the invitations to the meeting"):
                send = self._send(event_id)
                if send and send.state == "held":
                    self._release(send)
                elif send and send.finished and not self._event(event_id).inviting:
                    break
                wait()
            links = {message.link: message for message in self._inboxes.messages(after=last)}
            self._all_answer(list(links.values())[: meeting.COMING], "yes", "The weekly meeting")
        begins = event.card.starts_at.astimezone(ZoneInfo(forum.ZONE))
        return f"{event.card.text('fr').title}: {begins:%d/%m at %H:%M}, its door is under /door"

    def event(self, event_id: UUID) -> EventView:
        return self._event(event_id)

    def invitations(self, event_id: UUID, known: SendProgress) -> SendProgress:
        """Tell where the invitations stand by now: receipts come after what they are about."""
        return self._send(event_id) or known

    # -- helps

    def _release(self, send: SendProgress) -> None:
        """Be the second person whom a send to so many waits for."""
        command = ReleaseSend(command_id=uuid5(send.send_id, "release"), send_id=send.send_id)
        self._administrator.ask("notifications", "release_send", command, SendProgress)
        name = self._administrator.account.name
        self._console.print(f"{name} has released what {self._organiser.account.name} asked for")

    def _change_hands(self, leaving: Message) -> str:
        last = max(message.number for message in self._inboxes.messages())
        Visitor(leaving.link).answer("no")
        for wait in self._looks("the offer of the freed place"):
            for message in self._inboxes.messages(after=last):
                visitor = Visitor(message.link)
                if "offered" in visitor.look():
                    visitor.answer("yes")
                    return (
                        "One person withdrew; the next in the queue was offered the place"
                        " by message, and took it."
                    )
            wait()
        raise AssertionError

    def _all_answer(self, messages: list[Message], answer: str, label: str) -> dict[str, list[str]]:
        standing: dict[str, list[str]] = {}
        with self._progress() as progress, ThreadPoolExecutor(4) as pool:
            bar = progress.add_task(label, total=len(messages))
            links = [message.link for message in messages]
            for link, states in zip(
                links, pool.map(lambda link: Visitor(link).answer(answer), links), strict=True
            ):
                standing[link] = states
                progress.advance(bar)
        return standing

    def _one_for_each_link(self) -> Iterator[Message]:
        seen = set()
        for message in self._inboxes.messages():
            if message.link not in seen:
                seen.add(message.link)
                yield message

    def _event(self, event_id: UUID) -> EventView:
        return self._organiser.ask("events", "event", EventRef(event_id=event_id), EventView)

    def _send(self, event_id: UUID) -> SendProgress | None:
        asked = EventSends(event_id=event_id)
        sends = self._organiser.ask("notifications", "sends", asked, SendsProgress).sends
        return next((send for send in sends if send.kind == "invitation"), None)

    def _looks(self, what: str) -> Iterator[Callable[[], None]]:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            yield lambda: time.sleep(LOOK_EVERY_S)
        msg = f"Nothing moves any more with {what}: see `make status` and `make logs`."
        raise DemoFailed(msg)

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description:<22}"),
            BarColumn(bar_width=40),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
        )
