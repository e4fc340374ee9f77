// Reads calendars, one JSON string a line, with ical.js, and answers what it understood of each.
// { "text": calendar }; with { "rule", "start", "times" } also when such a rule has it come again.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

const instant = (time) => time.toJSDate().toISOString();

const understood = (part) => {
  const event = new ICAL.Event(part);
  const sole = (name) => part.getFirstPropertyValue(name)?.toString() ?? null;
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    location: event.location,
    description: event.description,
    start: instant(event.startDate),
    end: instant(event.endDate),
    zone: event.startDate.zone.tzid,
    status: sole("status"),
    attendees: event.attendees.map((one) => [one.getFirstValue(), one.getParameter("partstat")]),
  };
};

const comesAgain = (root, { rule, start, times }) => {
  const zone = new ICAL.Timezone(root.getFirstSubcomponent("vtimezone"));
  const first = ICAL.Time.fromString(start);
  first.zone = zone;
  const coming = ICAL.Recur.fromString(rule).iterator(first);
  return Array.from({ length: times }, () => instant(coming.next()));
};

for await (const line of createInterface({ input: process.stdin })) {
  const { text, ...again } = JSON.parse(line);
  const root = new ICAL.Component(ICAL.parse(text));
  const said = {
    method: root.getFirstPropertyValue("method"),
    name: root.getFirstPropertyValue("x-wr-calname"),
    events: root.getAllSubcomponents("vevent").map(understood),
    again: again.rule ? comesAgain(root, again) : [],
  };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
