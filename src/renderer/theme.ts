/** Owns the look that Mantine's components take: neutral surfaces, one accent, an instrument's density. */
import { createTheme, type MantineColorsTuple } from '@mantine/core'

const slate: MantineColorsTuple = [
  '#e8ebf0',
  '#c6cdd6',
  '#a3adba',
  '#7f8b9a',
  '#4a5563',
  '#343c47',
  '#262c35',
  '#181c22',
  '#12151a',
  '#0c0e12',
]

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 8,
  colors: { dark: slate },
  fontFamily:
    "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Consolas, 'Liberation Mono', Menlo, monospace",
  defaultRadius: 'sm',
  fontSizes: {
    xs: 'calc(0.75rem * var(--mantine-scale))',
    sm: 'calc(0.8125rem * var(--mantine-scale))',
    md: 'calc(0.875rem * var(--mantine-scale))',
  },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1rem' }, h2: { fontSize: '0.9375rem' }, h3: { fontSize: '0.875rem' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    Textarea: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 150, withinPortal: true, multiline: true, maw: 340 } },
  },
})

/** Mantine's scale for each text size. */
export const TEXT_SCALE = { small: 0.93, normal: 1, large: 1.14 } as const
