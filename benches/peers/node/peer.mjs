// The policy in json-rules-engine: a rule for each rule, whose event is its name; an engine for each action.
// Reads {pairs, rounds, more} as JSON, and writes the rules that deny each pair, and the times of each round.
import { readFileSync } from 'node:fs'
import { Engine } from 'json-rules-engine'

const is = (fact, value) => ({ fact, operator: 'equal', value })
const isNot = (fact, value) => ({ fact, operator: 'notEqual', value })
const among = (fact, value) => ({ fact, operator: 'in', value })
const notAmong = (fact, value) => ({ fact, operator: 'notIn', value })
const than = (fact, operator, value) => ({ fact, operator, value })
const fact = (name) => ({ fact: name })
const all = (...conditions) => ({ all: conditions })
const any = (...conditions) => ({ any: conditions })

const reasons = {
  paid: ['to_us', 'registered', 'set_off'],
  credited: ['full', 'reissued'],
  settled: ['reduced', 'waived'],
  disputed: ['justified', 'court'],
  abandoned: ['too_small', 'our_mistake', 'customer_relation'],
  uncollectable: ['bankrupt', 'insolvent', 'deceased', 'untraceable', 'time_barred'],
  accounting: ['closed_there']
}
const pauseReasons = ['dispute', 'instalments', 'promised_payment', 'awaiting_information', 'awaiting_credit',
  'bankruptcy', 'debt_relief', 'estate', 'other']
const role = all(notAmong('role', ['clerk', 'manager']))

const policy = {
  close: {
    hidden: all(is('status', 'closed')),
    role,
    missing: any(is('code', ''), is('reason', '')),
    option: any(
      notAmong('code', ['', ...Object.keys(reasons)]),
      ...Object.entries(reasons).map(([code, known]) => all(is('code', code), notAmong('reason', ['', ...known])))
    ),
    confirmation_without_address: all(is('confirmation', true), is('email', ''))
  },
  partial_payment: {
    hidden: all(is('status', 'closed')),
    role,
    missing: any(is('paid_on', 0), is('amount_given', false)),
    positive_amount: all(is('amount_given', true), than('amount', 'lessThanInclusive', 0)),
    something_owed: all(than('balance', 'lessThanInclusive', 0)),
    less_than_owed: all(
      than('balance', 'greaterThan', 0),
      is('amount_given', true),
      than('amount', 'greaterThanInclusive', fact('balance'))
    ),
    not_in_the_future: all(than('paid_on', 'greaterThan', fact('today'))),
    not_before_the_invoice: all(isNot('paid_on', 0), than('paid_on', 'lessThan', fact('invoice_date')))
  },
  credit_note: {
    hidden: any(is('status', 'closed'), isNot('accounting', 'economic')),
    role,
    something_to_credit: all(than('balance', 'lessThanInclusive', 0)),
    no_credit_note_under_way: all(isNot('pending_credit', 0))
  },
  pause: {
    hidden: all(isNot('status', 'active')),
    role,
    missing: all(is('reason', '')),
    option: all(notAmong('reason', ['', ...pauseReasons])),
    resume_in_the_future: all(isNot('resume_on', 0), than('resume_on', 'lessThanInclusive', fact('today')))
  },
  resume: {
    hidden: all(isNot('status', 'paused')),
    role,
    objection_is_answered: all(isNot('objection_since', 0), is('objection_answered', 0))
  },
  change_flow: {
    hidden: all(is('status', 'closed')),
    role,
    missing: all(is('flow_to', '')),
    option: all(notAmong('flow_to', ['', 'invoice', 'reminder', 'collection'])),
    not_out_of_collection: all(is('flow', 'collection')),
    another_flow: all(isNot('flow', 'collection'), is('flow_to', fact('flow'))),
    flow_not_offered: any(
      is('flow', 'collection'),
      all(is('flow', 'invoice'), notAmong('flow_to', ['reminder', 'collection'])),
      all(is('flow', 'reminder'), notAmong('flow_to', ['invoice', 'collection']))
    )
  },
  restart_flow: {
    hidden: all(isNot('status', 'active')),
    role,
    manager_restarts_collection: all(is('flow', 'collection'), isNot('role', 'manager'))
  }
}

const rule = (name, conditions) => ({ name, conditions, event: { type: name } })

// One engine for each action; or, with `more` rules on other actions, one for all.
const engines = (more) => {
  const each = Object.entries(policy)
  if (more === undefined) {
    const engines = each.map(([action, rules]) => [
      action, new Engine(Object.entries(rules).map(([name, conditions]) => rule(name, conditions)))
    ])
    return Object.fromEntries(engines)
  }
  const one = new Engine([], { allowUndefinedFacts: true })
  for (const [action, rules] of each) {
    for (const [name, conditions] of Object.entries(rules)) {
      one.addRule(rule(name, all(is('action', action), conditions)))
    }
  }
  for (let n = 0; n < more; n++) {
    one.addRule(rule('other', all(is('action', `other_${Math.floor(n / 10)}`), is('balance', n))))
  }
  return Object.fromEntries(each.map(([action]) => [action, one]))
}

const { pairs, rounds, more } = JSON.parse(readFileSync(0, 'utf8'))
const asked = engines(more)
const denying = []
for (const pair of pairs) {
  const { events } = await asked[pair.action].run(pair)
  denying.push(events.map((event) => event.type))
}
const nanoseconds = []
for (let round = 0; round < rounds; round++) {
  const start = process.cpuUsage()
  let denied = 0
  for (const pair of pairs) {
    // The facts are built for each decision, as the others' input is.
    const { events } = await asked[pair.action].run({ ...pair })
    denied += events.length > 0
  }
  const { user, system } = process.cpuUsage(start)
  nanoseconds.push(((user + system) * 1000) / pairs.length)
  if (denied === 0) throw new Error('nothing was denied')
}
process.stdout.write(JSON.stringify({ node: process.version, denying, nanoseconds }))
