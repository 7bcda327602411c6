// Apollo Client.
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { buildSchema, isInterfaceType, isObjectType } from 'graphql'
import { questions } from './questions.mjs'
import { endpoint, headers, sdl, tell } from './story.mjs'

const schema = buildSchema(sdl())
const interfaces = Object.values(schema.getTypeMap()).filter(isInterfaceType)
const possibleTypes = Object.fromEntries(
  interfaces.map((each) => [each.name, schema.getPossibleTypes(each).map((type) => type.name)]),
)
// What has no id is replaced where it is asked for otherwise, unless Apollo is told that it may be merged: here it may,
// but for what a root field gives by itself, which is an answer.
const roots = [schema.getQueryType(), schema.getMutationType()]
const answers = new Set(
  roots.flatMap((root) => Object.values(root.getFields())).map((field) => String(field.type).replace(/\W/g, '')),
)
const parts = Object.values(schema.getTypeMap()).filter((each) => isObjectType(each) && !('id' in each.getFields()))
const typePolicies = Object.fromEntries(
  parts.filter((each) => !roots.includes(each) && !answers.has(each.name)).map((each) => [each.name, { merge: true }]),
)
const client = new ApolloClient({
  link: new HttpLink({ uri: endpoint, headers }),
  cache: new InMemoryCache({ possibleTypes, typePolicies }),
})
const documents = Object.fromEntries(Object.entries(questions).map(([name, text]) => [name, gql(text)]))
const ask = (fetchPolicy) => async (name, variables) =>
  (await client.query({ query: documents[name], variables, fetchPolicy })).data

await tell({ network: ask('network-only'), memory: ask('cache-only') })
