#!/bin/sh
# Measures the service under load with wrk: run.sh [CASES] [DUE], from the repository's root, on a release build.
#
# A store of CASES cases (10,000 if not given) is filled; then actions, reads and pages are asked for; then
# it is started again with DUE steps due at once (100,000 if not given). It needs wrk and curl, and port 8096.
# SECONDS_EACH is how long each question is asked (10 if not given).
set -eu
cases=${1:-10000}
due=${2:-100000}
here=$(dirname "$0")
dunlin=${DUNLIN:-target/release/dunlin}
folder=$(mktemp -d)
pid=
trap 'test -z "$pid" || kill "$pid"; rm -rf "$folder"' EXIT
at=http://127.0.0.1:8096

# starts STORE RULES CLOCK: runs the service, and waits until it answers.
starts() {
  begun=$(date +%s%N)
  "$dunlin" serve --rules "$2" --store "$folder/$1" --listen 127.0.0.1:8096 --config "$folder/host.yaml" --clock "$3" 2> "$folder/log" &
  pid=$!
  until curl -sf "$at/health" > "$folder/health"; do sleep 0.01; done
  echo "  answers after $(((($(date +%s%N) - begun)) / 1000000)) ms, $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MiB"
  made=$(grep -o 'dunlin_[0-9a-f]*' "$folder/log" || true)
  test -z "$made" || TOKEN=$made
  export TOKEN
}

ends() {
  kill "$pid"
  wait "$pid" || true
  pid=
}

# opens FROM TO FLOW: opens cases with those numbers, 20,000 at once.
opens() {
  from=$1
  while [ "$from" -le "$2" ]; do
    to=$((from + 19999))
    test "$to" -le "$2" || to=$2
    seq "$from" "$to" | awk -v flow="$3" '{
      printf "{\"id\":\"%d\",\"flow\":\"%s\",\"principal\":\"999999.00\",\"currency\":\"DKK\",\"facts\":{\"invoice_date\":\"2026-03-02\",\"due_date\":\"2026-04-02\",\"customer.name\":\"Kunde %d ApS\",\"customer.email\":\"kunde%d@example.dk\"}}\n", $1, flow, $1 % 50000, $1 }' |
      curl -s -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: opens $from" -H 'Content-Type: application/x-ndjson' \
        --data-binary @- "$at/cases" > "$folder/opened"
    from=$((to + 1))
  done
}

# loads SCRIPT: what wrk tells, in a line.
loads() {
  wrk -t2 -c"${2:-64}" -d"${SECONDS_EACH:-10}s" --latency -s "$here/$1" "$at" |
    awk '/50%/ { half = $2 } /99%/ { most = $2 } /Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = ", " $5 " refused" } END { print "  " rate " a second, p50 " half ", p99 " most bad }'
}

number() { curl -s -H "Authorization: Bearer $TOKEN" "$at/metrics" | awk -v name="$1" '$1 ~ "^dunlin_" name { sum += $2 } END { print sum + 0 }'; }

printf 'limits: { requests_per_second: 1000000 }\n' > "$folder/host.yaml"
export CASES="$cases" TODAY=2026-03-02
echo "the service, a new store"
starts cases.db . 2026-03-02T10:00+1s/s
echo "$cases cases are opened"
begun=$(date +%s)
opens 1 "$cases" reminder
echo "  in $(($(date +%s) - begun)) s"
echo "partial payments, 64 connections"
loads act.lua
for asked in '/cases/%d' '/cases/%d/menu' '/cases/%d/forecast' '/cases?before=%d' '/cases?status=active&flow=reminder' \
  '/cases?search=kunde%20%d' '/cases?customer=Kunde%20%d%20ApS' '/cases?held=true' '/cases?overdue=true' '/cases?due_by=2026-03-03T00:00:00Z'; do
  echo "GET $asked, 4 connections"
  ASKED=$asked loads read.lua 4
done
echo "pages, each read over and over by two people"
signed=$(curl -s -o "$folder/signed" -D - --data-urlencode "token=$TOKEN" "$at/ui/sign-in")
session=$(printf '%s' "$signed" | sed -n 's/.*dunlin_session=\([0-9a-f]*\);.*/\1/p')
for asked in /ui/today /ui/cases '/ui/cases?before=%d' '/ui/cases?view=held' '/ui/cases?view=overdue' '/ui/cases?view=due' '/ui/cases?q=kunde+%d' \
  '/ui/cases?flow=reminder&status=active&from=1.000&to=2.000' '/ui/cases/%d' '/ui/cases/%d/actions/close' '/ui/cases/%d/actions/restart_flow' \
  /ui/journal '/ui/journal?case=%d' '/ui/journal/%d' /ui/rules /ui/rules/flows/reminder /ui/rules/actions/close /ui/import; do
  echo "GET $asked, 2 connections"
  SESSION=$session ASKED=$asked loads read.lua 2
done
echo "  $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MiB, a store of $(($(stat -c %s "$folder/cases.db") / 1048576)) MiB"
ends
echo "the same store, started again"
starts cases.db . 2026-03-02T11:00+1s/s
ends
rm "$folder"/cases.db*

echo "$due steps due at once"
starts due.db examples/rulesets/danish-creditor 2026-03-02T05:00+1s/s
opens 1 "$due" invoice
ends
begun=$(date +%s%N)
starts due.db examples/rulesets/danish-creditor 2026-03-02T08:01+1s/s
sleep 0.2
while [ "$(number due_seconds)" != 0 ]; do sleep 0.1; done
echo "  all have run after $((($(date +%s%N) - begun) / 1000000)) ms"
while [ "$(number outbox)" != 0 ]; do sleep 0.1; done
echo "  and $due letters are answered for after $((($(date +%s%N) - begun) / 1000000)) ms"
