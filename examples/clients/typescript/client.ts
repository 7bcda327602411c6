// How typed documents are sent: by their id, again where no answer came, and errors by their code.
import { setTimeout as pause } from 'node:timers/promises'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'

const TRIES = 4
const LONGEST_WAIT = 30_000
const PASSING = new Set([429, 502, 503, 504])

interface RefusedError {
  message: string
  path?: (string | number)[]
  extensions?: { code?: string; hint?: string }
}

/** What the service refuses. data: what it answered all the same. */
export class Refused extends Error {
  constructor(
    readonly errors: RefusedError[],
    readonly data: unknown,
  ) {
    super(errors.map((each) => `${each.extensions?.code}: ${each.message}`).join('; '))
  }

  get codes(): (string | undefined)[] {
    return this.errors.map((each) => each.extensions?.code)
  }
}

/** A generated document, which holds its id in place of its text. */
type ById<Result, Variables> = TypedDocumentNode<Result, Variables> & { __meta__?: { hash: string } }

export type Ask = <Result, Variables>(
  document: ById<Result, Variables>,
  variables: Variables,
) => Promise<Result>

/** url: that of /graphql. timeout: in milliseconds, of one try. */
export function client(url: string, token: string, timeout = 30_000): Ask {
  const headers = {
    accept: 'application/graphql-response+json',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  }
  return async (document, variables) => {
    const body = JSON.stringify({ documentId: document.__meta__?.hash, variables })
    const response = await answered(() =>
      fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeout) }),
    )
    if (!response.headers.get('content-type')?.includes('json')) throw new Error(`HTTP ${response.status}`)
    const { data, errors } = await response.json()
    if (errors) throw new Refused(errors, data)
    return data
  }
}

/** What passes is tried again, with the very same body: under one idempotency key an act is done once. */
async function answered(send: () => Promise<Response>): Promise<Response> {
  for (let number = 1; number < TRIES; number++) {
    let wait = 200 * 2 ** number
    try {
      const response = await send()
      if (!PASSING.has(response.status)) return response
      wait = Number(response.headers.get('retry-after') ?? wait / 1000) * 1000
    } catch {
      // No answer came: nobody knows whether the request arrived.
    }
    await pause(Math.min(wait, LONGEST_WAIT))
  }
  return send()
}
