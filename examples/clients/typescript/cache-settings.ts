// What a normalised cache has to know of the schema, as the text of a module.
import { buildSchema, isInterfaceType, isObjectType } from 'graphql'

export function cacheSettings(sdl: string): string {
  const schema = buildSchema(sdl)
  const types = Object.values(schema.getTypeMap()).filter((each) => !each.name.startsWith('__'))
  const possibleTypes = Object.fromEntries(
    types.filter(isInterfaceType).map((each) => [each.name, schema.getPossibleTypes(each).map((type) => type.name)]),
  )
  // What a root field gives by itself is an answer, which another answer replaces as a whole.
  const roots = [schema.getQueryType(), schema.getMutationType()]
  const answers = new Set(
    roots.flatMap((root) => Object.values(root?.getFields() ?? {})).map((field) => String(field.type).replace(/\W/g, '')),
  )
  const parts = types.filter((each) => isObjectType(each) && !roots.includes(each) && !('id' in each.getFields()))
  const embedded = parts.map((each) => each.name).filter((name) => !answers.has(name))
  return [
    `export const possibleTypes = ${JSON.stringify(possibleTypes)}`,
    '/** Parts of what has an id, without an id of their own. */',
    `export const embedded = ${JSON.stringify(embedded)}`,
  ].join('\n')
}
