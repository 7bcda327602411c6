// May Lin have these products, and why not? Asked, and then put on record, by the generated client.
//   CREDITRULES_URL=http://127.0.0.1:8000/graphql CREDITRULES_TOKEN=… npx tsx ask.ts
import { randomUUID } from 'node:crypto'
import { Refused, client } from './client'
import { DecideDocument, EligibilityDocument } from './generated/graphql'

const products = ['huabei', 'jiebei']
const facts = {
  age: 26,
  identityVerified: true,
  student: false,
  creditScore: 704,
  monthlyIncome: '9250.00', // exact: a float would not be
  otherCreditLines: 20000,
  overdueDays: 0,
  deviceRiskScore: 12,
  recentApplications: 2,
  cashOutSuspicion: 85,
  lastCashOutSignalOn: new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10),
}

// For people's eyes only: reckon with a decimal library.
const percent = new Intl.NumberFormat('en', { style: 'percent' })
const ask = client(process.env.CREDITRULES_URL ?? '', process.env.CREDITRULES_TOKEN ?? '')

// What is open, on what terms, and what stands against the rest.
const { eligibility } = await ask(EligibilityDocument, { input: { facts, products } })
for (const { product, outcome, terms, reasons } of eligibility?.decisions ?? []) {
  const limit = terms?.limit ? ` up to ${terms.limit} ${terms.currency}` : ''
  const rate = terms?.rate ? ` at ${percent.format(Number(terms.rate))} a year` : ''
  console.log(`${product.slug}: ${outcome}${limit}${rate}`)
  if (outcome !== 'ALLOW') for (const reason of reasons ?? []) console.log(`  ${reason.code}: ${reason.message}`)
}

// The same, kept on record. Sent again under the same key it is the same decision.
const input = { facts, products, idempotencyKey: randomUUID(), subject: 'lin' }
const { decide: first } = await ask(DecideDocument, { input })
const { decide: again } = await ask(DecideDocument, { input })
if (!first?.decision) throw new Error(first?.userErrors.map((each) => each.code).join())
console.log(`on record: ${first.decision.answers?.map((answer) => answer.outcome).join(', ')}`)
console.log(`sent again: ${again?.decision?.id === first.decision.id ? 'the same' : 'another'} decision`)

// What a refusal looks like.
try {
  await ask(EligibilityDocument, { input: { facts: { aeg: 26 }, products } })
} catch (error) {
  if (!(error instanceof Refused)) throw error
  console.log(`refused: ${error.codes.join(', ')}`)
}
