// Money is whole fen on the wire and yuan on the screen; between the two there is text, never a float.

/** Fen as yuan with thousands: 429996 -> "4,299.96". */
export function yuan(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return ''
  const sign = fen < 0 ? '-' : ''
  const digits = String(Math.abs(fen)).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}${whole}.${digits.slice(-2)}`
}

/** What was typed as yuan, in fen; undefined where it is no amount of money. */
export function fen(text: string): number | undefined {
  const found = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text.replaceAll(/[,，\s]/g, ''))
  if (!found) return undefined
  const value = Number(`${found[2]}${(found[3] ?? '').padEnd(2, '0')}`)
  return Number.isSafeInteger(value) ? (found[1] ? -value : value) : undefined
}

/** A count with thousands. */
export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value).replace(/\B(?=(\d{3})+$)/g, ',')
