/** Owns how one figure stands in a table or sentence: tabular, and with its plain value for machines. */
import { useFormat } from './useFormat.ts'

export interface FigureProps {
  value: number | null | undefined
  /** Decimals to show at most; units show all they have. */
  digits?: number
  signed?: boolean
  testId?: string
  title?: string
}

export function Figure({ value, digits, signed, testId, title }: FigureProps) {
  const format = useFormat()
  const text =
    value === null || value === undefined
      ? format.number(null)
      : signed
        ? format.change(value)
        : digits === undefined
          ? format.units(value)
          : format.number(value, digits)
  return (
    <span data-testid={testId} data-value={value ?? ''} title={title} className="nowrap">
      {text}
    </span>
  )
}
