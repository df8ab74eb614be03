/** Owns the small line of the last hour's records, a point a minute, from zero. */

export function sparkPath(values: readonly number[], width: number, height: number): string {
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values
    .map(
      (value, index) =>
        `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${(height - (value / most) * height).toFixed(1)}`,
    )
    .join('')
}

interface SparklineProps {
  values: readonly number[]
  width?: number
  height?: number
  label: string
}

export function Sparkline({ values, width = 90, height = 18, label }: SparklineProps) {
  return (
    <svg
      width={width}
      height={height + 2}
      viewBox={`0 -1 ${width} ${height + 2}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      style={{ verticalAlign: 'middle', maxWidth: '100%' }}
    >
      <title>{label}</title>
      <path d={`M0 ${height}L${width} ${height}`} stroke="var(--line-strong)" strokeWidth="1" />
      <path d={sparkPath(values, width, height)} fill="none" stroke="var(--accent)" strokeWidth="1.3" />
    </svg>
  )
}
