import createClient from 'openapi-fetch'
import type { components, paths } from './generated/schema'
import { send } from './http'

export type Schemas = components['schemas']

/** The typed client, for paths that are known as they are written. Problems are thrown, see `http.ts`. */
export const api = createClient<paths>({ fetch: (request: Request) => send(request) })

/** The answer; that it is there, `send` has seen to. */
export async function answer<T>(reply: Promise<{ data?: T }>): Promise<T> {
  return (await reply).data as T
}
