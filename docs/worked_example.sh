#!/usr/bin/env bash
# The worked example of the README, from article to webhook, against a running `make up`: docs/worked_example.sh [NAME]
# To play it again, give another name than Kestrel-2. From the environment: PORT, DATA_DIR as for `make up`, and the
# ports of the cited pages (SITE_PORT) and of the webhook receiver (HOOK_PORT).
set -euo pipefail
cd "$(dirname "$0")/.."
API=http://127.0.0.1:${PORT:-8000}/api/v1
KEY=$(sed -n 's/^API_KEY=//p' "${DATA_DIR:-var}/credentials.txt")
SITE=http://127.0.0.1:${SITE_PORT:=8009}
HOOKS=http://127.0.0.1:${HOOK_PORT:=8010}/hooks
NAME=${1:-Kestrel-2}
pages=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -r "$pages"' EXIT

ask() { curl -sS --fail-with-body -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" "$@"; }
pick() { python3 -c 'import functools, json, sys; print(functools.reduce(lambda part, key: part[int(key) if key.isdigit() else key], sys.argv[1:], json.load(sys.stdin)))' "$@"; }
say() { printf '\n-- %s\n' "$1"; }
show() {
  local body
  body=$(cat)
  python3 -m json.tool --no-ensure-ascii >&2 <<<"$body"
  printf '%s' "$body"
}

say "two pages that an article cites"
mkdir "$pages/$NAME"
echo "<p>$NAME was trained on 12 trillion tokens of text.</p>" > "$pages/$NAME/report.html"
echo "<p>On MMLU, $NAME outperforms Heron-1 by two points.</p>" > "$pages/$NAME/board.html"
python3 -m http.server "$SITE_PORT" --bind 127.0.0.1 --directory "$pages" >/dev/null 2>&1 &
sleep 1

say "the article; its second marker has no entry in the list of sources"
article=$(ask "$API/articles" -H 'Prefer: wait=10' -d @- <<JSON | show | pick id
{"content_type": "text/markdown", "content": "# $NAME is out\n\n$NAME was trained on 12 trillion tokens.[1] It outperforms Heron-1 on MMLU.[2]\n\n## Sources\n\n1. $SITE/$NAME/report.html"}
JSON
)

say "its claims"
ask "$API/claims?article=$article&fields=text,kind,evidence_state" | show >/dev/null

say "its citations without a source"
citation=$(ask "$API/citations?article=$article&unresolved=true&fields=label,source,claim" | show | pick data 0 id)

say "the URL behind marker 2"
ask -X PATCH "$API/citations/$citation" -d "{\"url\": \"$SITE/$NAME/board.html\", \"scope\": \"marker\"}" | show >/dev/null

say "the sources that it cites now, once they have been looked at"
sleep 5
source=$(ask "$API/sources?article=$article&sort=created_at&fields=url,link_state" | show | pick data 0 id)
ask "$API/citations?article=$article&fields=label,passage,values" | show >/dev/null

say "a webhook endpoint"
endpoint=$(ask "$API/webhook-endpoints" -d "{\"url\": \"$HOOKS\", \"event_types\": [\"citation.*\", \"claim.*\"], \"min_severity\": 4}" | show)
secret=$(pick secret <<<"$endpoint")
python3 docs/receiver.py "$HOOK_PORT" "$secret" &
after=$(ask "$API/events?limit=1000&fields=type" | pick after)
sleep 1

say "the report changes, and we ask for a check"
sed -i.bak 's/12 trillion/9 trillion/' "$pages/$NAME/report.html"
ask -X POST "$API/sources/$source/check" | show >/dev/null

say "the looks: nobody is told before a second one agrees"
sleep 5
ask "$API/sources/$source/checks?fields=outcome,reason" | show >/dev/null

say "the feed, held back until there is something to say; and what the receiver got"
ask "$API/events?after=$after&severity.gte=4&wait=20" | show >/dev/null
sleep 3
ask "$API/webhook-deliveries?endpoint=$(pick id <<<"$endpoint")&fields=event_type,state,attempt_count" | show >/dev/null
