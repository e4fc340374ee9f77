// Reads pages, one JSON string a line, and answers each with what html-validate finds in it.
import { createInterface } from "node:readline";
import { HtmlValidate } from "html-validate";
import config from "./.htmlvalidate.mjs";

const checker = new HtmlValidate(config);

for await (const line of createInterface({ input: process.stdin })) {
  const report = checker.validateStringSync(JSON.parse(line));
  const found = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
  );
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
