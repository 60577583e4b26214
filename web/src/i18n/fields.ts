import general from './fields/general'
import more from './fields/general-more'
import own from './fields/own'
import type { Pair } from './text'

/** Names of the API's fields; a test sees to it that every field of every record, draft and step is here. */
export const fields: Record<string, Pair> = { ...general, ...more, ...own }
