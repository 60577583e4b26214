// The one way out to the API. A problem is thrown as it was told; a session that has ended waits for its person to sign in again and
// then goes on with the same request, so that nothing that was typed is lost.

export interface ProblemBody {
  type: string
  code: string
  status: number
  title: string
  detail: string
  field?: string | null
}

export class Problem extends Error {
  constructor(readonly body: ProblemBody) {
    super(body.detail)
    this.name = 'Problem'
  }
  get status() {
    return this.body.status
  }
  get field() {
    return this.body.field ?? undefined
  }
}

export const isProblem = (error: unknown, status?: number): error is Problem =>
  error instanceof Problem && (status === undefined || error.status === status)

type SignInAgain = () => Promise<void>
let signInAgain: SignInAgain | undefined
/** The session's owner says here what is done when a session ended. */
export function onExpiry(handler: SignInAgain | undefined) {
  signInAgain = handler
}

async function told(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as ProblemBody
    if (body.detail) return new Problem(body)
  } catch {
    // Not a problem document: a proxy's page, or a connection that broke off.
  }
  const title = `HTTP ${response.status}`
  return new Problem({ type: 'about:blank', code: 'http', status: response.status, title, detail: title })
}

async function reached(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch {
    throw new Problem({
      type: 'about:blank',
      code: 'unreachable',
      status: 0,
      title: 'unreachable',
      detail: 'unreachable',
    })
  }
}

/** `quiet`: nobody is asked to sign in over what they do; that the session has ended is told like any other problem. */
export async function send(request: Request, quiet = false): Promise<Response> {
  const again = request.clone()
  let response = await reached(request)
  const aboutSession = new URL(request.url).pathname.startsWith('/api/v1/session')
  if (response.status === 401 && !aboutSession && signInAgain && !quiet) {
    await signInAgain()
    response = await reached(again)
  }
  if (!response.ok) throw await told(response)
  return response
}

export type Query = Record<string, string | number | boolean | undefined | null>

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `/api/v1${path}${text ? `?${text}` : ''}`
}

export interface Versioned<T> {
  data: T
  /** ETag, to be sent back as If-Match. */
  version: string | undefined
}

interface Options {
  query?: Query
  body?: unknown
  version?: string
  headers?: Record<string, string>
  signal?: AbortSignal
  quiet?: boolean
}

/** For paths that are put together (one page serves twelve kinds of records). */
export async function call<T>(verb: string, path: string, options: Options = {}): Promise<Versioned<T>> {
  const headers = new Headers(options.headers)
  const bytes = options.body instanceof Blob
  if (options.body !== undefined && !bytes) headers.set('content-type', 'application/json')
  if (bytes) headers.set('content-type', (options.body as Blob).type || 'application/octet-stream')
  if (options.version) headers.set('if-match', options.version)
  const body = options.body === undefined ? undefined : bytes ? (options.body as Blob) : JSON.stringify(options.body)
  const response = await send(
    new Request(address(path, options.query), { method: verb, headers, body, signal: options.signal }),
    options.quiet,
  )
  const text = await response.text()
  return { data: (text ? JSON.parse(text) : undefined) as T, version: response.headers.get('etag') ?? undefined }
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal) =>
  (await call<T>('GET', path, { query, signal })).data
