// A photograph for the record: small enough to travel, and nothing in it but the picture. Drawing it anew leaves behind what a camera
// writes beside it: place, time, device.
const LONGEST = 1600

/** The size at which a picture is kept: its longer side is at most so many pixels, and it is never made larger. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const ratio = Math.min(1, longest / Math.max(width, height, 1))
  return [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))]
}

export async function photograph(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const [width, height] = fitted(picture.width, picture.height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const draw = canvas.getContext('2d')
  if (!draw) throw new Error('this browser draws no pictures')
  draw.fillStyle = '#fff'
  draw.fillRect(0, 0, width, height)
  draw.drawImage(picture, 0, 0, width, height)
  picture.close()
  return blobOf(canvas, 'image/jpeg', 0.82)
}

export const blobOf = (canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be written'))), type, quality),
  )
