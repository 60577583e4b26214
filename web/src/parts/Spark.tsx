/** Two series of months in a small space: columns in grey, a line in the accent. The words beside it say the same. */
export function Spark({ columns, line, top, name }: { columns: number[]; line: number[]; top: number; name: string }) {
  const step = 100 / Math.max(1, columns.length)
  const height = (value: number) => (value / Math.max(1, top)) * 34
  const points = line.map((value, index) => `${(index + 0.5) * step},${36 - height(value)}`)
  return (
    <svg className="spark" viewBox="0 0 100 38" preserveAspectRatio="none" role="img" aria-label={name}>
      <line className="spark-ground" x1="0" y1="36.5" x2="100" y2="36.5" />
      {columns.map((value, index) => (
        <rect
          key={index}
          className="spark-column"
          x={index * step + step * 0.2}
          width={step * 0.6}
          y={36 - height(value)}
          height={height(value)}
        />
      ))}
      <polyline className="spark-line" points={points.join(' ')} />
    </svg>
  )
}
