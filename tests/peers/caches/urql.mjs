// urql with its normalised cache, which knows the schema.
import { Client, fetchExchange, gql } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { buildSchema, introspectionFromSchema, isObjectType } from 'graphql'
import { questions } from './questions.mjs'
import { endpoint, headers, sdl, tell } from './story.mjs'

const built = buildSchema(sdl())
const embedded = Object.values(built.getTypeMap()).filter((each) => isObjectType(each) && !('id' in each.getFields()))
const keys = Object.fromEntries(embedded.map((each) => [each.name, () => null]))
const client = new Client({
  url: endpoint,
  preferGetMethod: false,
  fetchOptions: { headers },
  exchanges: [cacheExchange({ schema: introspectionFromSchema(built), keys }), fetchExchange],
})
const documents = Object.fromEntries(Object.entries(questions).map(([name, text]) => [name, gql(text)]))
const ask = (requestPolicy) => async (name, variables) => {
  const { data, error } = await client.query(documents[name], variables, { requestPolicy }).toPromise()
  if (error) throw error
  return data
}

await tell({ network: ask('network-only'), memory: ask('cache-only') })
