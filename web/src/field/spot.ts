// Where somebody stands, asked of the device once, when they tap for it. Degrees are whole millionths, so that a place is the same
// wherever it is read.
import type { Spot } from './types'

const millionths = (degrees: number) => Math.round(degrees * 1_000_000)

export const spotOf = (latitude: number, longitude: number, accuracy: number, at: string): Spot => ({
  latitude: millionths(latitude),
  longitude: millionths(longitude),
  accuracy: Math.ceil(accuracy),
  at,
})

const degrees = (value: number, [positive, negative]: readonly [string, string]) =>
  `${(Math.abs(value) / 1_000_000).toFixed(6)}° ${value < 0 ? negative : positive}`

/** 31.230416° N, 121.473701° E */
export const placeText = (spot: Spot): string =>
  `${degrees(spot.latitude, ['N', 'S'])}, ${degrees(spot.longitude, ['E', 'W'])}`

export type SpotProblem = 'denied' | 'insecure' | 'unknown'

export function askSpot(): Promise<Spot> {
  return new Promise((resolve, reject: (problem: SpotProblem) => void) => {
    if (!window.isSecureContext || !navigator.geolocation) return reject('insecure')
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        resolve(spotOf(coords.latitude, coords.longitude, coords.accuracy, new Date(timestamp).toISOString())),
      (error) => reject(error.code === error.PERMISSION_DENIED ? 'denied' : 'unknown'),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
    )
  })
}
