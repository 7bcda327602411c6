// One story for every cache: each answer that it gives from memory must be the one that the service gave to that question.
import { isDeepStrictEqual } from 'node:util'
import { readFileSync } from 'node:fs'

const [url, partner, administrator] = process.argv.slice(2)
const FACTS = { age: 26, creditScore: 704, cashOutSuspicion: 85, overdueDays: 3 }
const THEN = '2024-03-01T00:00:00Z'
const LATER = '2026-03-20T00:00:00Z'
const KNOWN = '2026-03-21T00:00:00Z'

export const send = (token) => async (query, variables) => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  return answer.json()
}
export const ask = send(partner)
export const endpoint = `${url}/graphql`
export const headers = { authorization: `Bearer ${partner}` }
export const sdl = () => readFileSync(new URL('../../../graphql/schema.graphql', import.meta.url), 'utf8')

/** cache: `network(name, variables)` asks the service and keeps the answer, `memory(name, variables)` gives what is kept. */
export async function tell(cache) {
  const asked = []
  const told = (claim, holds) => console.log(JSON.stringify({ claim, holds }))
  const question = async (name, variables) => {
    const answer = plain(await cache.network(name, variables))
    asked.push({ name, variables, answer })
    return answer
  }
  const remembered = async (when) => {
    for (const { name, variables, answer } of asked) {
      const kept = plain(await cache.memory(name, variables))
      told(`${when}, memory has ${name} of ${JSON.stringify(variables)}`, isDeepStrictEqual(kept, answer))
    }
  }

  const then = await question('Product', { slug: 'huabei', validAt: THEN })
  const later = await question('Product', { slug: 'huabei', validAt: LATER })
  told('the rules of 2024 are others than those of 2026', !isDeepStrictEqual(numbers(then), numbers(later)))
  await question('Product', { slug: 'huabei', validAt: LATER, knownAt: KNOWN })
  for (const validAt of [THEN, LATER]) await question('Versions', { slug: 'behaviour-risk', validAt })
  const english = await question('Eligibility', { facts: FACTS, locale: 'en' })
  const chinese = await question('Eligibility', { facts: FACTS, locale: 'zh' })
  await question('Eligibility', { facts: FACTS, locale: 'zh', validAt: LATER })
  told('the languages differ', !isDeepStrictEqual(english, chinese))
  await remembered('after both times and languages')

  const now = { slug: 'behaviour-risk' }
  const before = await question('Versions', now)
  const published = await publish()
  const after = plain(await cache.network('Versions', now))
  told('asked again, the new version is there', after.ruleSet.versionInForce.number === published)
  const newest = after.ruleSet.versions.nodes.find((each) => each.number === published)
  told('it is in force, and the one before is not any more', newest.inForce !== null && inForce(after).length === 1)
  told('it was another before', before.ruleSet.versionInForce.number < published && inForce(before).length === 1)
  told('memory has the new version now', isDeepStrictEqual(plain(await cache.memory('Versions', now)), after))

  asked.splice(asked.findIndex((each) => each.variables === now), 1)
  await remembered('after a change of rules')
  const again = plain(await cache.network('Product', { slug: 'huabei', validAt: THEN }))
  told('the service still says the same of the past', isDeepStrictEqual(again, then))
  await remembered('after asking of the past again')
}

const inForce = (answer) => answer.ruleSet.versions.nodes.filter((each) => each.inForce !== null)
const numbers = (answer) => answer.product.ruleSets.map((each) => [each.slug, each.versionInForce?.number])

/** Without what clients add of their own. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  const names = Object.keys(value).filter((name) => !name.startsWith('__')).sort()
  return Object.fromEntries(names.map((name) => [name, plain(value[name])]))
}

/** A new version of the rules about behaviour, published by the administrator; its number. */
async function publish() {
  const manage = send(administrator)
  const query = '{ ruleSet(slug: "behaviour-risk") { versionInForce { content } } }'
  const { content } = (await manage(query)).data.ruleSet.versionInForce
  const change = {
    basis: { category: 'RISK', citation: 'Committee paper 12' },
    comment: 'A reminder two days later.',
    notice: [{ language: 'en', text: 'The reminder comes later.' }, { language: 'zh', text: '提醒推迟。' }],
  }
  const reworded = content.replace(/is .{1,9} days overdue;/, `is ${process.pid} days overdue;`)
  const input = { slug: 'behaviour-risk', content: reworded, change }
  const answer = await manage(
    'mutation($input: PublishRuleVersionInput!) { publishRuleVersion(input: $input) { version { number } userErrors { message } } }',
    { input },
  )
  if (answer.errors || answer.data.publishRuleVersion.userErrors.length) throw new Error(JSON.stringify(answer))
  return answer.data.publishRuleVersion.version.number
}
