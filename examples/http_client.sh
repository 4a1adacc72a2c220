#!/bin/sh
# The whole life of a case over HTTP, with curl and nothing else.
#
# Starts a service of its own in a temporary folder, by the rules at the repository's root:
#
#   cargo build && sh examples/http_client.sh
#
# DUNLIN names another `dunlin` than the one that cargo has built.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
dunlin=${DUNLIN:-$here/target/debug/dunlin}
folder=$(mktemp -d)
service=
trap 'test -z "$service" || kill "$service"; rm -rf "$folder"' EXIT

# --- The service -------------------------------------------------------------------------------------------------------------

# It listens on a free port, and prints its address and its first token.
"$dunlin" serve --rules "$here" --store "$folder/dunlin.db" --listen 127.0.0.1:0 >"$folder/out" 2>&1 &
service=$!
tries=0
until grep -q '^  dunlin_' "$folder/out"; do
  tries=$((tries + 1))
  if [ "$tries" -gt 300 ] || ! kill -0 "$service"; then
    cat "$folder/out" >&2
    exit 1
  fi
  sleep 0.1
done
url=$(sed -n 's/^dunlin listens on //p' "$folder/out")
token=$(sed -n 's/^  \(dunlin_[0-9a-f]*\)$/\1/p' "$folder/out")

# --- How it is asked ---------------------------------------------------------------------------------------------------------

# ask STATUS PATH [CURL'S OPTIONS]: asks, prints the answer, and fails where it has another status.
ask() {
  expected=$1 path=$2
  shift 2
  status=$(curl -sS -o "$folder/answer" -w '%{http_code}' -H "Authorization: Bearer $token" "$@" "$url$path")
  cat "$folder/answer"
  echo
  if [ "$status" != "$expected" ]; then
    echo "$path answered $status, not $expected" >&2
    exit 1
  fi
}

# act STATUS CASE ACTION INPUT: takes an action. The key is new for each thing that is done, and the same if that is asked again.
act() {
  ask "$1" "/cases/$2/actions/$3" -H "Idempotency-Key: $2 $3 $(date +%s)" -H 'Content-Type: application/json' -d "{\"input\": $4}"
}

# says TEXT: the last answer holds it.
says() {
  grep -qF "$1" "$folder/answer" || { echo "the answer doesn't say $1" >&2; exit 1; }
}

# --- A case is opened --------------------------------------------------------------------------------------------------------

echo '# A case is opened from JSON'
ask 201 /cases -H 'Idempotency-Key: open 1001' -H 'Content-Type: application/json' -d '{
  "id": "1001",
  "flow": "reminder",
  "principal": "6312.50",
  "currency": "DKK",
  "facts": {
    "invoice_date": "2026-01-15",
    "due_date": "2026-02-15",
    "customer.name": "Birk & Bech ApS",
    "customer.email": "bogholderi@birkbech.example"
  }
}'

echo '# Another from an invoice in UBL'
ask 201 '/cases?flow=invoice&due_days=14' -H 'Idempotency-Key: invoice 1002' -H 'Content-Type: application/xml' \
  --data-binary "@$here/examples/invoices/faktura-1002.xml"

echo '# What may be done with it, whether it is allowed, and why not'
ask 200 /cases/1001/menu
says '"action":"partial_payment"'

# --- Actions -----------------------------------------------------------------------------------------------------------------

echo '# What would follow from a payment: nothing is done'
ask 200 /cases/1001/actions/partial_payment/what-if -d '{"input": {"amount": "312.50", "date": "2026-02-20"}}'
says '"verdict":"allowed"'

echo '# What the rules deny, and why, in Danish'
ask 409 /cases/1001/actions/resume -H 'Accept-Language: da' -H 'Idempotency-Key: resume too early' -d '{}'
says 'urn:dunlin:problem:denied'

echo '# What would allow it'
ask 200 /cases/1001/actions/resume/what-if -d '{}'
says '"nearest":'

echo '# A payment of a part'
act 200 1001 partial_payment '{"amount": "312.50", "date": "2026-02-20"}'
says '"balance":"6000.00"'

echo '# A pause, and the end of it'
act 200 1001 pause '{"reason": "dispute", "note": "the customer has returned one chair"}'
says '"status":"paused"'
act 200 1001 resume '{}'

echo '# A close, about the case as it was seen: its revision is in ETag'
revision=$(curl -sS -o "$folder/case" -D - -H "Authorization: Bearer $token" "$url/cases/1001" | sed -n 's/^[Ee][Tt]ag: *\("[0-9]*"\).*/\1/p')
ask 412 /cases/1001/actions/close -H 'If-Match: "1"' -H 'Idempotency-Key: close blindly' -d '{"input": {"code": "paid", "reason": "to_us"}}'
ask 200 /cases/1001/actions/close -H "If-Match: $revision" -H 'Idempotency-Key: close' -d '{"input": {"code": "paid", "reason": "to_us"}}'
says '"status":"closed"'

# --- What is left of it ------------------------------------------------------------------------------------------------------

echo '# Every decision about it, denied ones too'
ask 200 /cases/1001/journal
says '"action":"resume"'

echo '# A backup while the service runs, and its journal held to its hashes'
"$dunlin" backup --store "$folder/dunlin.db" "$folder/backup.db"
"$dunlin" journal verify --store "$folder/backup.db"
