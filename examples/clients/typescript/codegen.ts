// What graphql-codegen makes: types for the schema and the documents, and each document as its id alone.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { Kind, parse } from 'graphql'
import { cacheSettings } from './cache-settings'

const schema = process.env.SCHEMA ?? '../../../graphql/schema.graphql'
const documents = process.env.DOCUMENTS ?? '../../../graphql/operations/partner'

// The generator prints each document anew, which is another text with another hash than the file's.
const ids = new Map<string, string>()
for (const file of readdirSync(documents)) {
  const text = readFileSync(join(documents, file))
  ids.set(operation(text.toString()), `sha256:${createHash('sha256').update(text).digest('hex')}`)
}

function operation(text: string): string {
  for (const definition of parse(text).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.name) return definition.name.value
  }
  throw new Error('A document has no named operation.')
}

const types = {
  enumType: 'string-literal',
  useTypeImports: true,
  strictScalars: true,
  scalars: {
    // Money and rates are exact: as strings, never as floats.
    Decimal: { input: 'string | number', output: 'string' },
    DateTime: 'string',
    Date: 'string',
    JSON: 'unknown',
  },
}

const config: CodegenConfig = {
  schema,
  generates: {
    './generated/': {
      documents: `${documents}/*.graphql`,
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { mode: 'replaceDocumentWithHash', hashAlgorithm: (text: string) => ids.get(operation(text))! },
      },
      config: types,
    },
    // For cache.ts: documents of one's own, as texts, and what the cache has to know of the schema.
    './generated/own/': { documents: 'own/*.graphql', preset: 'client', presetConfig: { fragmentMasking: false }, config: types },
    './generated/cache.ts': { plugins: [{ add: { content: cacheSettings(readFileSync(schema, 'utf8')) } }] },
  },
}
export default config
