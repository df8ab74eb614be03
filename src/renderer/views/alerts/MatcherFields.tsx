/** Owns the fields in which matchers are written: a label and the values that fit, all of which must hold. */
import { ActionIcon, Button, Select, TagsInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { ALERT_AREAS, ALERT_SEVERITIES } from '../../../shared/vocabulary.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { MATCHER_LABELS, matcherLabelWord } from './matcherWords.ts'
import type { Matcher } from './silenceDraft.ts'
import classes from './Alerts.module.css'

interface MatcherFieldsProps {
  matchers: readonly Matcher[]
  onChange(matchers: Matcher[]): void
  /** Labels that make no sense here. */
  without?: readonly string[]
}

const nothing = {}
const MOST_MATCHERS = 20

export function MatcherFields({ matchers, onChange, without = [] }: MatcherFieldsProps) {
  const rules = useTowerQuery('alerts.rules', nothing)
  const known: Record<string, readonly string[]> = {
    rule: rules.data?.rules.map(({ rule }) => rule) ?? [],
    area: ALERT_AREAS,
    severity: ALERT_SEVERITIES,
  }
  const used = matchers.map(({ label }) => label)
  const free = MATCHER_LABELS.filter((label) => !used.includes(label) && !without.includes(label))
  const put = (index: number, change: Partial<Matcher>) =>
    onChange(matchers.map((each, at) => (at === index ? { ...each, ...change } : each)))
  const [next] = free
  return (
    <>
      {matchers.map((matcher, index) => (
        <div className={classes.matcher} key={`${index} ${matcher.label}`}>
          <Select
            aria-label="Label"
            data={[...new Set([matcher.label, ...free])].map((value) => ({
              value,
              label: matcherLabelWord(value),
            }))}
            value={matcher.label}
            onChange={(label) => label && put(index, { label, values: [] })}
            allowDeselect={false}
          />
          <TagsInput
            size="xs"
            aria-label={`Values of ${matcherLabelWord(matcher.label)}`}
            placeholder={matcher.values.length === 0 ? 'Id, then Enter; any of several' : ''}
            data={[...(known[matcher.label] ?? [])]}
            value={matcher.values}
            onChange={(values) => put(index, { values })}
            maxTags={1000}
            clearable={false}
          />
          <ActionIcon
            aria-label={`Take away ${matcherLabelWord(matcher.label)}`}
            onClick={() => onChange(matchers.filter((_each, at) => at !== index))}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </div>
      ))}
      {next !== undefined && matchers.length < MOST_MATCHERS ? (
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={12} />}
          onClick={() => onChange([...matchers, { label: next, values: [] }])}
          style={{ justifySelf: 'start', alignSelf: 'start', width: 'auto' }}
        >
          {matchers.length === 0 ? 'Only alerts that…' : 'And…'}
        </Button>
      ) : null}
    </>
  )
}

export const isComplete = (matchers: readonly Matcher[]): boolean =>
  matchers.every(({ values }) => values.length > 0)
