// A normalised cache that stays right over a change of rules: what was asked of a time stays as it was; what was asked of
// today is asked again once a change is recorded, and is then new wherever it is shown.
//   CREDITRULES_URL=http://127.0.0.1:8000/graphql CREDITRULES_TOKEN=… npx tsx cache.ts; publish something meanwhile
import { setTimeout as pause } from 'node:timers/promises'
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import { embedded, possibleTypes } from './generated/cache'
import { LatestChangeDocument, ProductRulesDocument, RuleSetTodayDocument } from './generated/own/graphql'

const client = new ApolloClient({
  link: new HttpLink({
    uri: process.env.CREDITRULES_URL,
    headers: { authorization: `Bearer ${process.env.CREDITRULES_TOKEN}` },
  }),
  cache: new InMemoryCache({
    possibleTypes,
    // Equal ids have equal fields, so that parts that two questions asked of one thing may be put together.
    typePolicies: Object.fromEntries(embedded.map((name) => [name, { merge: true }])),
  }),
})

const slug = 'huabei'
const validAt = '2024-08-01T00:00:00+08:00'

/** The version in force of each of the product's rule sets, from memory if it is there. */
async function rules(variables: { slug: string; validAt?: string }): Promise<string> {
  const { data } = await client.query({ query: ProductRulesDocument, variables })
  const told = data?.product?.ruleSets?.map((each) => `${each.slug} ${each.versionInForce?.number}`)
  return told?.join(', ') ?? 'none'
}

async function latestChange() {
  const { data } = await client.query({ query: LatestChangeDocument, fetchPolicy: 'network-only' })
  return data?.ruleChanges?.nodes[0]
}

console.log(`in 2024: ${await rules({ slug, validAt })}`)
console.log(`today: ${await rules({ slug })}`)
const before = await latestChange()
console.log('waiting for a change')
let change = before
while (change?.id === before?.id) {
  await pause(200)
  change = await latestChange()
}
const changed = change?.document?.slug ?? ''
console.log(`changed: ${changed}`)
const { data } = await client.query({
  query: RuleSetTodayDocument,
  variables: { slug: changed },
  fetchPolicy: 'network-only',
})
console.log(`it says: ${data?.ruleSet?.versionInForce?.statement?.notice}`)

// Nothing of this is asked of the service any more.
client.setLink(new HttpLink({ uri: 'http://127.0.0.1:9/nobody' }))
console.log(`in 2024: ${await rules({ slug, validAt })}`)
console.log(`today: ${await rules({ slug })}`)
client.stop()
