// Relay's store, asked by what its own compiler makes of the questions.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import runtime from 'relay-runtime'
import { questions } from './questions.mjs'
import { ask, sdl, tell } from './story.mjs'

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getRequest } = runtime

const folder = mkdtempSync(join(tmpdir(), 'relay-'))
mkdirSync(join(folder, 'src'))
writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
writeFileSync(join(folder, 'schema.graphql'), sdl())
for (const [name, text] of Object.entries(questions)) {
  writeFileSync(join(folder, 'src', `${name}.js`), `export default graphql\`${text}\`\n`)
}
writeFileSync(
  join(folder, 'relay.config.json'),
  JSON.stringify({ src: './src', schema: './schema.graphql', language: 'javascript', eagerEsModules: true }),
)
const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js')
execFileSync(process.execPath, [compiler, '--repersist', 'relay.config.json'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
const compiled = {}
for (const name of Object.keys(questions)) {
  compiled[name] = (await import(join(folder, 'src', '__generated__', `${name}Query.graphql.js`))).default
}
rmSync(folder, { recursive: true })

const environment = new Environment({
  network: Network.create((request, variables) => ask(request.text, variables)),
  store: new Store(new RecordSource()),
})
const operation = (name, variables) => createOperationDescriptor(getRequest(compiled[name]), variables)

await tell({
  network: (name, variables) => {
    environment.retain(operation(name, variables))
    return fetchQuery(environment, compiled[name], variables, { fetchPolicy: 'network-only' }).toPromise()
  },
  memory: (name, variables) => {
    const found = environment.lookup(operation(name, variables).fragment)
    return found.isMissingData ? null : found.data
  },
})
