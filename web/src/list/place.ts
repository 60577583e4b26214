// Where somebody was in a list, kept while the page is open, so that coming back is coming back.
interface Place {
  cursor: number
  offset: number
}
const places = new Map<string, Place>()
export const placeOf = (name: string): Place | undefined => places.get(name)
export const rememberPlace = (name: string, place: Place): void => void places.set(name, place)
