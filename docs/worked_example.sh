#!/usr/bin/env bash
# From article to webhook, against a `make up` that is running: docs/worked_example.sh [NAME]
# NAME is the model that the article is about; by default a new one, so that each run makes new claims.
# From the environment: PORT and DATA_DIR as for `make up`, SITE_PORT for the cited pages, HOOK_PORT for the receiver.
set -euo pipefail
cd "$(dirname "$0")/.."
API=http://127.0.0.1:${PORT:=8000}/api/v1
CREDENTIALS=${DATA_DIR:-var}/credentials.txt
SITE=http://127.0.0.1:${SITE_PORT:=8009}
HOOKS=http://127.0.0.1:${HOOK_PORT:=8010}/hooks
NAME=${1:-Kestrel-$(date +%m%d%H%M%S)}

stop() {
  printf '%s\n' "$1" >&2
  exit 1
}
say() { printf '\n-- %s\n' "$1"; }
ask() { curl -sS --fail-with-body -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" "$@"; }
# pick KEY...: the value at these keys of the JSON on standard input, empty if there is none
pick() {
  python3 -c '
import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1:]:
    try:
        value = value[int(key) if isinstance(value, list) else key]
    except (LookupError, TypeError):
        value = ""
print(value)' "$@"
}
# show: the JSON on standard input, for people on standard error and as it is on standard output
show() {
  local body
  body=$(cat)
  python3 -m json.tool --no-ensure-ascii >&2 <<<"$body"
  printf '%s' "$body"
}
# until_it VALUE KEY... -- CURL_ARGUMENT...: ask for up to 60 s, until the value at these keys is this one
until_it() {
  local value=$1 keys=() tries=0
  shift
  while [ "$1" != -- ]; do keys+=("$1") && shift; done
  shift
  until [ "$(ask "$@" | pick "${keys[@]}")" = "$value" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || stop "${keys[*]} is not $value after 60 s; is the worker running?"
    sleep 0.5
  done
}
# serve PORT COMMAND...: run a server in the background until this script ends
serve() {
  local port=$1
  shift
  ! curl -s -o /dev/null "http://127.0.0.1:$port/" || stop "port $port is in use; set SITE_PORT and HOOK_PORT to free ports"
  "$@" &
  until curl -s -o /dev/null "http://127.0.0.1:$port/"; do
    kill -0 $! 2>/dev/null || stop "cannot listen on port $port; set SITE_PORT and HOOK_PORT to free ports"
    sleep 0.2
  done
}
clean_up() {
  [ -z "${endpoint:-}" ] || ask -X DELETE "$API/webhook-endpoints/$endpoint" >/dev/null || true
  kill $(jobs -p) 2>/dev/null || true
  rm -r "$pages"
}

[ -r "$CREDENTIALS" ] || stop "$CREDENTIALS is not there; start \`make up\` first, and set DATA_DIR and PORT as there"
curl -s -o /dev/null "http://127.0.0.1:$PORT/healthz" || stop "nothing answers on port $PORT; start \`make up\` first, and set PORT as there"
KEY=$(sed -n 's/^API_KEY=//p' "$CREDENTIALS")
pages=$(mktemp -d)
trap clean_up EXIT

say "two pages that an article cites"
mkdir "$pages/$NAME"
echo "<p>$NAME was trained on 12 trillion tokens of text.</p>" > "$pages/$NAME/report.html"
echo "<p>On MMLU, $NAME outperforms Heron-1 by two points.</p>" > "$pages/$NAME/board.html"
serve "$SITE_PORT" python3 -m http.server "$SITE_PORT" --bind 127.0.0.1 --directory "$pages" >/dev/null 2>&1

say "the article; its second marker has no entry in the list of sources"
article=$(ask "$API/articles" -H 'Prefer: wait=10' -d @- <<JSON | show | pick id
{"content_type": "text/markdown", "content": "# $NAME is out\n\n$NAME was trained on 12 trillion tokens.[1] It outperforms Heron-1 on MMLU.[2]\n\n## Sources\n\n1. $SITE/$NAME/report.html"}
JSON
)
until_it captured state -- "$API/articles/$article"

say "its claims"
ask "$API/claims?article=$article&fields=text,kind,evidence_state" | show >/dev/null

say "its citations without a source"
citation=$(ask "$API/citations?article=$article&unresolved=true&fields=label,source,claim" | show | pick data 0 id)
[ -n "$citation" ] || stop "an earlier run has used the name $NAME; give another one"

say "the URL behind marker 2"
ask -X PATCH "$API/citations/$citation" -d "{\"url\": \"$SITE/$NAME/board.html\", \"scope\": \"marker\"}" | show >/dev/null

say "the sources that it cites now, once they have been checked"
until_it live data 0 link_state -- "$API/sources?article=$article&sort=created_at"
until_it live data 1 link_state -- "$API/sources?article=$article&sort=created_at"
source=$(ask "$API/sources?article=$article&sort=created_at&fields=url,link_state" | show | pick data 0 id)
ask "$API/citations?article=$article&fields=label,passage,values" | show >/dev/null

say "a webhook endpoint"
created=$(ask "$API/webhook-endpoints" -d "{\"url\": \"$HOOKS\", \"event_types\": [\"citation.*\", \"claim.*\"], \"min_severity\": 4}" | show)
endpoint=$(pick id <<<"$created")
serve "$HOOK_PORT" python3 docs/receiver.py "$HOOK_PORT" "$(pick secret <<<"$created")"
after=0
while page=$(ask "$API/events?after=$after&limit=1000&fields=seq") && [ "$(pick after <<<"$page")" != "$after" ]; do
  after=$(pick after <<<"$page")
done

say "the report changes, and a check is requested"
sed -i.bak 's/12 trillion/9 trillion/' "$pages/$NAME/report.html"
ask -X POST "$API/sources/$source/check" | show >/dev/null

say "the feed; wait holds the response back until there is an event"
ask "$API/events?after=$after&severity.gte=4&wait=20" | show >/dev/null

say "the checks: a change is published when a second check confirms it"
ask "$API/sources/$source/checks?fields=outcome,reason" | show >/dev/null

say "the deliveries to the receiver"
until_it delivered data 0 state -- "$API/webhook-deliveries?endpoint=$endpoint"
ask "$API/webhook-deliveries?endpoint=$endpoint&fields=event_type,state,attempt_count" | show >/dev/null
