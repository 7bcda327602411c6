// Components with connections, compiled by Relay's compiler and drawn by react-relay: pages, and a refetch by a node's id.
//   node run.mjs URL TOKEN; prints a claim a line, as JSON
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createElement as draw } from 'react'
import { RelayEnvironmentProvider, useFragment, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import renderer from 'react-test-renderer'
import runtime from 'relay-runtime'

const { Environment, Network, RecordSource, Store } = runtime
const [url, partner] = process.argv.slice(2)
globalThis.IS_REACT_ACT_ENVIRONMENT = true

const folder = mkdtempSync(join(tmpdir(), 'relay-'))
cpSync(new URL('src', import.meta.url), join(folder, 'src'), { recursive: true })
writeFileSync(join(folder, 'package.json'), '{"type": "commonjs"}')
copyFileSync(new URL('../../../graphql/schema.graphql', import.meta.url), join(folder, 'schema.graphql'))
writeFileSync(
  join(folder, 'relay.config.json'),
  JSON.stringify({ src: './src', schema: './schema.graphql', language: 'javascript', eagerEsModules: false }),
)
const require = createRequire(import.meta.url)
const compiler = require.resolve('relay-compiler/cli.js')
execFileSync(process.execPath, [compiler, 'relay.config.json'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
const names = ['changes_query', 'change_change', 'products_query', 'decisions_query', 'versions_ruleSet', 'screenQuery']
const artefact = (name) => require(join(folder, 'src', '__generated__', `${name}.graphql.js`))
const compiled = Object.fromEntries(names.map((name) => [name, artefact(name)]))
rmSync(folder, { recursive: true })

const sent = []
async function ask(text, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${partner}` },
    body: JSON.stringify({ query: text, variables }),
  })
  const answer = await response.json()
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer
}
const network = Network.create((request, variables) => {
  sent.push(request.name)
  return ask(request.text, variables)
})
const environment = new Environment({ network, store: new Store(new RecordSource()) })
const claim = (said, holds) => console.log(JSON.stringify({ claim: said, holds: Boolean(holds) }))

// Four decisions about one subject, so that there is something to list.
const decide = 'mutation($input: DecideInput!) { decide(input: $input) { userErrors { code } } }'
for (const each of [1, 2, 3, 4]) {
  await ask(decide, { input: { facts: { overdueDays: each }, idempotencyKey: `relay ${each}`, subject: 'relay' } })
}

const shown = {}
function Connection({ fragment, parent, field }) {
  const page = usePaginationFragment(compiled[fragment], parent)
  shown[field] = { ...page, nodes: page.data[field].edges.map((edge) => edge.node) }
  return shown[field].nodes.map((node, place) =>
    fragment === 'changes_query' ? draw(Change, { key: node.id, change: node, place }) : null,
  )
}
function Change({ change, place }) {
  const data = useFragment(compiled.change_change, change)
  shown.changes = { ...shown.changes, [place]: data }
  return null
}
function Screen({ ruleSet }) {
  const data = useLazyLoadQuery(compiled.screenQuery, { product: 'huabei', ruleSet, subject: 'relay' })
  shown.ruleSet = data.ruleSet.id
  return [
    draw(Connection, { key: 1, fragment: 'changes_query', parent: data, field: 'ruleChanges' }),
    draw(Connection, { key: 2, fragment: 'products_query', parent: data, field: 'products' }),
    draw(Connection, { key: 3, fragment: 'decisions_query', parent: data, field: 'decisions' }),
    draw(Connection, { key: 4, fragment: 'versions_ruleSet', parent: data.ruleSet, field: 'versions' }),
  ]
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 50))
/** Do it, and wait until the network has answered and all is drawn. */
async function act(what, until) {
  await renderer.act(async () => what())
  for (let tries = 0; tries < 200 && !until(); tries++) await renderer.act(settled)
}

const screen = draw(RelayEnvironmentProvider, { environment }, draw(Screen, { ruleSet: 'behaviour-risk' }))
await act(() => renderer.create(screen), () => shown.versions)
claim('one request brings the first page of all', sent.join() === 'screenQuery')

const unique = (nodes) => new Set(nodes.map((node) => node.id ?? node.decisionId ?? node.slug)).size === nodes.length
for (const [field, forward] of [['ruleChanges', true], ['decisions', true], ['versions', true], ['products', false]]) {
  const more = () => (forward ? shown[field].hasNext : shown[field].hasPrevious)
  claim(`${field}: two at first, and more to come`, shown[field].nodes.length === 2 && more())
  const before = shown[field].nodes.map((node) => JSON.stringify(node))
  const load = forward ? shown[field].loadNext : shown[field].loadPrevious
  await act(() => load(2), () => shown[field].nodes.length > 2)
  const { nodes } = shown[field]
  claim(`${field}: two more, none twice`, nodes.length === 4 && unique(nodes))
  const kept = forward ? nodes.slice(0, 2) : nodes.slice(2)
  claim(`${field}: those before stay as they were`, kept.map((node) => JSON.stringify(node)).join() === before.join())
}
claim('a component within a page has its data', shown.changes[3].document.slug && shown.changes[3].statement.notice)

const refetched = []
const { refetch } = shown.versions
await act(
  () => refetch({ count: 3 }, { fetchPolicy: 'network-only', onComplete: (error) => refetched.push(error) }),
  () => refetched.length && shown.versions.nodes.length === 3,
)
claim('a rule set is asked for again by its id', sent.at(-1) === 'versionsPageQuery' && refetched[0] === null)
claim('and has its versions', shown.versions.nodes.length === 3 && shown.versions.data.slug === 'behaviour-risk')
process.exit(0) // react-relay keeps timers of minutes
