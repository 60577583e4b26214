import type { Schemas } from '../api/client'

export type Inspection = Schemas['Inspection']
export type Finding = Schemas['InspectionFinding']
export type Spot = Schemas['InspectionSpot']
export type Step = Schemas['InspectionChange']
export type Answer = Schemas['InspectionAnswer']

/** A file of a draft: its digest once it is sent, before that its name among the files on this phone. */
export type FileRef = string

export interface ItemDraft {
  finding?: Finding
  remark: string
  files: FileRef[]
}

/** What the inspected does at the end. `on` is the day on which they did it, which need not be the day on which it is sent. */
export type Signing =
  | { is: 'signed'; name: string; remark: string; picture?: FileRef; on: string }
  | { is: 'refused'; witness: string; reason: string; on: string }

/** What somebody has written down on the spot. */
export interface Draft {
  /** The day on which they began. */
  began: string
  items: Record<string, ItemDraft>
  spot?: Spot
  summary: string
  signing?: Signing
}

/** What is sent: the answers that are there, or all of it with the signature. */
export type Goal = 'part' | 'whole'

/** What the API said, where it was not what was hoped for. */
export interface Said {
  code: string
  detail: string
}

/** How far it is with an inspection on this phone. */
export type Phase =
  /** Nothing was written yet. */
  | { is: 'planned' }
  /** On this phone alone. */
  | { is: 'kept' }
  /** Goes out as soon as it can. */
  | { is: 'waiting'; goal: Goal; why?: 'network' | 'session' | 'server' }
  /** Is going out. */
  | { is: 'sending'; goal: Goal }
  | { is: 'sent'; goal: Goal; at: string }
  /** Somebody else has changed the record, its state does not allow it, or it is out of reach: its person decides. */
  | { is: 'conflict'; goal: Goal; said: Said; theirs?: Inspection }
  /** The API refuses what was written; it has to be changed. */
  | { is: 'refused'; goal: Goal; said: Said; item?: string }

/** An inspection on this phone. */
export interface Kept {
  id: number
  /** As it was read last; what is sent names its version. */
  record: Inspection
  draft?: Draft
  /** Answers of the draft that have arrived, as they were written: the API shows them with numbers of people masked. */
  told?: Record<string, ItemDraft>
  phase: Phase
  /** When the record was read. */
  read: string
}

/** A file on this phone that is not sent yet. */
export interface KeptFile {
  ref: FileRef
  inspection: number
  name: string
  blob: Blob
}

export const LOCAL = 'local:'
export const isLocal = (ref: FileRef): boolean => ref.startsWith(LOCAL)
/** States in which something can still be written down on the spot. */
export const ON_THE_SPOT: readonly string[] = ['planned', 'under_way', 'findings_done']
