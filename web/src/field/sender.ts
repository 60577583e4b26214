// Sends what waits, one request after the other, and reads the plan. What an answer means is said in `outbox.ts`.
import { call, isProblem, Problem } from '../api/http'
import { day } from '../format/time'
import type { Schemas } from '../api/client'
import { all, drop, load, one, put, setReached, tidy } from './keeper'
import { after, next, reread, sent, unsent, type Ask, type Outcome } from './outbox'
import { fileKept } from './store'
import { ON_THE_SPOT, type Inspection, type Kept } from './types'

/** How long it stays on the phone that something was sent. */
const SENT_SHOWN = 3 * 86_400_000
/** What nobody has renewed for so long is out of date, and goes. */
const STALE = 14 * 86_400_000

const read = async (id: number) => (await call<Inspection>('GET', `/inspections/${id}`, { quiet: true })).data
const tag = (record: Inspection) => `"v${record.version}"`

async function ask(kept: Kept, what: Ask): Promise<Outcome> {
  try {
    if (what.is === 'file') {
      const file = await fileKept(what.file)
      if (!file) return { is: 'refused', said: { code: 'no_file', detail: 'no_file' } }
      const { data } = await call<Schemas['EvidenceFile']>('POST', '/files', {
        query: { name: file.name },
        body: file.blob,
        quiet: true,
      })
      setReached(true)
      return { is: 'file', digest: data.digest }
    }
    const { data } = await call<Inspection>('POST', `/inspections/${kept.id}/steps`, {
      body: what.step,
      version: tag(kept.record),
      quiet: true,
    })
    setReached(true)
    return { is: 'record', record: data }
  } catch (error) {
    return outcomeOf(kept, error)
  }
}

async function outcomeOf(kept: Kept, error: unknown): Promise<Outcome> {
  if (!isProblem(error) || error.status === 0) {
    setReached(false)
    return { is: 'unreachable' }
  }
  setReached(true)
  const said = { code: error.body.code, detail: error.body.detail }
  if (error.status === 401) return { is: 'session' }
  if (error.status === 429 || error.status >= 500) return { is: 'later' }
  if (error.status === 404 || error.status === 409 || error.status === 412) {
    try {
      return { is: 'stale', said, theirs: await read(kept.id) }
    } catch (again) {
      // Gone for good, or only not to be reached: the latter is tried again with the same version.
      if (again instanceof Problem && again.status === 404) return { is: 'stale', said }
      return again instanceof Problem && again.status === 401 ? { is: 'session' } : { is: 'unreachable' }
    }
  }
  return { is: 'refused', said }
}

async function sendOne(id: number, who: string, resume: string) {
  for (;;) {
    const kept = one(id)
    if (!kept || kept.phase.is !== 'waiting') return
    const today = day(new Date())
    const what = next(kept, today, resume)
    if (!what) {
      await put(sent(kept, new Date().toISOString()))
      await tidy(one(id) ?? kept)
      return
    }
    await put({ ...kept, phase: { is: 'sending', goal: kept.phase.goal } })
    const sending = one(id) ?? kept
    let result = after(sending, what, await ask(sending, what), who)
    if (result.phase.is === 'sending') result = { ...result, phase: { is: 'waiting', goal: result.phase.goal } }
    await put(result)
    // It waits for the network, the session or the server; or its person has to decide.
    if (result.phase.is !== 'waiting' || result.phase.why) return
  }
}

let running: Promise<void> | undefined

/** Sends all that waits. Two calls are one; a second page of the same browser waits for its turn. */
export function sendAll(who: string, resume: string): Promise<void> {
  const work = async () => {
    await load()
    for (const { id } of all().filter((kept) => kept.phase.is === 'waiting')) {
      const kept = one(id)
      if (kept?.phase.is === 'waiting') await put({ ...kept, phase: { is: 'waiting', goal: kept.phase.goal } })
      await sendOne(id, who, resume)
    }
  }
  const alone = () => (navigator.locks ? navigator.locks.request('qingyuan-field', work) : work())
  running ??= Promise.resolve(alone()).finally(() => (running = undefined))
  return running
}

/** Reads the plan: what is in this person's charge and can still be worked on at the spot. */
export async function readPlan(who: string): Promise<void> {
  const lines: Schemas['Line'][] = []
  try {
    let page: string | undefined
    do {
      const query = { owner: who, state: ON_THE_SPOT.join(','), limit: 100, after: page }
      const { data } = await call<Schemas['Lines']>('GET', '/inspections', { query, quiet: true })
      lines.push(...data.items)
      page = data.next ?? undefined
    } while (page)
    setReached(true)
    for (const line of lines) {
      const kept = one(line.id)
      const at = new Date().toISOString()
      if (kept && (kept.draft || kept.record.version === line.version)) await put({ ...kept, read: at })
      else await put(reread(kept, await read(line.id), at))
    }
  } catch (error) {
    if (!isProblem(error) || error.status === 0) setReached(false)
    throw error
  }
  const planned = new Set(lines.map((line) => line.id))
  for (const kept of all()) {
    const { phase } = kept
    if (planned.has(kept.id) || unsent(kept)) continue
    if (phase.is === 'sent' && phase.goal === 'whole' && Date.now() - Date.parse(phase.at) < SENT_SHOWN) continue
    await drop(kept.id)
  }
}

/** What is long out of date and was not written in goes, also where no server is reached. */
export async function dropStale() {
  for (const kept of all()) if (!unsent(kept) && Date.now() - Date.parse(kept.read) > STALE) await drop(kept.id)
}
