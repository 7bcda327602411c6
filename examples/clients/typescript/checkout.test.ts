// How a checkout holds against every answer and what goes wrong, tried on a scenario's service.
//   creditrules serve --scenario ../../scenario
//   CREDITRULES_URL=http://127.0.0.1:8000 npx tsx --test checkout.test.ts
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { client, type Ask } from './client'
import { DecideDocument, EligibilityDocument, type Outcome } from './generated/graphql'

const service = process.env.CREDITRULES_URL ?? ''
const open: Outcome[] = ['ALLOW', 'WARN', 'STEP_UP', 'LIMIT']

/** Have the scenario's service do something besides answering. */
async function scenario(path: string, given: unknown): Promise<{ now: string; tokens: { partner: string } }> {
  const response = await fetch(`${service}/scenario${path}`, { method: 'POST', body: JSON.stringify(given) })
  assert.equal(response.status, 200)
  return response.json()
}

let token: string
let ask: Ask

// Nothing is there of the tests before.
beforeEach(async () => {
  token = (await scenario('/reset', {})).tokens.partner
  ask = client(`${service}/graphql`, token)
})

async function decided(subject: string) {
  const { eligibility } = await ask(EligibilityDocument, { input: { facts: {}, products: ['pay-later'], subject } })
  const decision = eligibility?.decisions[0]
  assert(decision)
  return decision
}

test('only open outcomes may pay later', async () => {
  const subjects = ['allowed', 'warned', 'proving', 'limited', 'paused', 'referred', 'declined', 'unknown']
  const told = await Promise.all(subjects.map(async (each) => open.includes((await decided(each)).outcome)))
  assert.deepEqual(told, [true, true, true, true, false, false, false, false])
})

test('a pause says until when', async () => {
  assert.equal((await decided('paused')).terms?.until, '2026-06-30T16:00:00Z')
})

test('what passes is tried again', async () => {
  assert.equal((await decided('throttled')).outcome, 'UNDETERMINED')
  assert.equal((await decided('down')).outcome, 'UNDETERMINED')
})

test('an order whose answer came too late is decided once', async () => {
  await scenario('/faults', { faults: [{ subject: 'allowed', wait: 5, times: 1 }] })
  const impatient = client(`${service}/graphql`, token, 1000)
  const input = { facts: {}, products: ['pay-later'], subject: 'allowed', idempotencyKey: 'order 1' }
  const { decide } = await impatient(DecideDocument, { input })
  assert.equal(decide?.replayed, true)
})
