// The worked example of the documentation, played with the types that openapi-typescript generates.
// node worked_example.js URL KEY: posts an article, resolves a citation, changes a cited page, and reads what follows.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Problem = components["schemas"]["Problem"];

const pages: Record<string, string> = {
  "/report": "<p>Kestrel-2 was trained on 12 trillion tokens of text.</p>",
  "/board": "<p>On MMLU, Kestrel-2 outperforms Heron-1 by two points.</p>",
};

/** The data of a response; throws the problem if it is one. */
function expect<Data>(answer: { data?: Data; error?: Problem }): Data {
  if (answer.error) throw new Error(answer.error.detail);
  return given(answer.data);
}

/** A value that is there. */
function given<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("a value is missing");
  return value;
}

/** A page of the feed; as text it would be a stream. */
function json<Page extends object>(page: Page | string): Page {
  if (typeof page === "string") throw new Error("the feed is a stream");
  return page;
}

/** Wait until it is so, for at most two minutes. */
async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  for (let turn = 0; turn < 240; turn++) {
    if (await look()) return;
    await setTimeout(500);
  }
  throw new Error(`waited in vain for ${what}`);
}

const [url, key] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: given(url), headers: { Authorization: `Bearer ${given(key)}` } });
const server = createServer((request, response) => {
  const body = request.method === "GET" ? pages[given(request.url)] : "";
  request.resume();
  response.writeHead(request.method === "POST" ? 204 : body ? 200 : 404, { "Content-Type": "text/html" }).end(body);
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const content = `# Kestrel-2 is out

Kestrel-2 was trained on 12 trillion tokens.[1] It outperforms Heron-1 on MMLU.[2]

## Sources

1. ${site}/report
`;
const article = expect(
  await client.POST("/api/v1/articles", {
    params: { header: { Prefer: "wait=10" } },
    body: { content, content_type: "text/markdown" },
  }),
).id;
await until(async () => {
  const read = await client.GET("/api/v1/articles/{id}", { params: { path: { id: article } } });
  return expect(read).state === "captured";
}, "the capture");
const claims = expect(await client.GET("/api/v1/claims", { params: { query: { article } } })).data;
console.log(claims.map((claim) => given(claim.text)).sort().join("\n"));

const unresolved = await client.GET("/api/v1/citations", { params: { query: { article, unresolved: true } } });
const citation = given(expect(unresolved).data[0]);
const resolved = await client.PATCH("/api/v1/citations/{id}", {
  params: { path: { id: citation.id } },
  body: { url: `${site}/board`, scope: "marker" },
});
console.log("label", given(expect(resolved).label));

const sources = async () => expect(await client.GET("/api/v1/sources", { params: { query: { article } } })).data;
await until(async () => (await sources()).filter((source) => source.link_state === "live").length === 2, "the checks");
const hook = { url: `${site}/hooks`, event_types: ["claim.*"], min_severity: 4 };
const endpoint = expect(await client.POST("/api/v1/webhook-endpoints", { body: hook })).id;
const { after } = json(expect(await client.GET("/api/v1/events", { params: { query: { limit: 1000 } } })));

pages["/report"] = given(pages["/report"]).replace("12 trillion", "9 trillion");
const report = given((await sources()).find((source) => given(source.url).endsWith("/report")));
expect(await client.POST("/api/v1/sources/{id}/check", { params: { path: { id: report.id } } }));

let changes: unknown[] = [];
await until(async () => {
  const query = { after, wait: 5, "severity.gte": 4 };
  const page = json(expect(await client.GET("/api/v1/events", { params: { query } })));
  const changed = page.data.filter((event) => event.type === "claim.evidence_changed");
  changes = changed.map((event) => given(event.data).changes["evidence_state"]);
  return changes.length > 0;
}, "the event");
console.log(changes.map((change) => JSON.stringify(change)).join(" "));

await until(async () => {
  const query = { endpoint };
  const page = await client.GET("/api/v1/webhook-deliveries", { params: { query } });
  return expect(page).data.some((delivery) => delivery.state === "delivered");
}, "the webhook");
console.log("delivered");
server.close();
server.closeAllConnections();
