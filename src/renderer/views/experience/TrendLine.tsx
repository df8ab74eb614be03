/** Owns the small line of a share or mean over time: a gap where a step has no value. */

interface TrendLineProps {
  values: readonly (number | null)[]
  /** The scale's ends, stated so that rows can be compared. */
  low: number
  high: number
  width?: number
  height?: number
  label: string
}

/** Pieces of line between gaps, as an SVG path; a lone point is a short dash. */
export function trendPath(
  values: readonly (number | null)[],
  low: number,
  high: number,
  width: number,
  height: number,
): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const span = high - low || 1
  let path = ''
  let isDrawing = false
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isDrawing = false
      continue
    }
    const x = index * step
    const y = height - (Math.min(high, Math.max(low, value)) - low) * (height / span)
    const isAlone = !isDrawing && (values[index + 1] ?? null) === null
    path += isAlone
      ? `M${Math.max(0, x - 1.5).toFixed(1)} ${y.toFixed(1)}h3`
      : `${isDrawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    isDrawing = true
  }
  return path
}

export function TrendLine({ values, low, high, width = 96, height = 20, label }: TrendLineProps) {
  return (
    <svg width={width} height={height} viewBox={`0 -1 ${width} ${height + 2}`} role="img" aria-label={label}>
      <title>{label}</title>
      <line x1="0" x2={width} y1={height} y2={height} stroke="var(--line)" />
      <path
        d={trendPath(values, low, high, width, height)}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
      />
    </svg>
  )
}
