/** Owns the filters that stand over the Experience screen, each of them in the address. */
import { Select } from '@mantine/core'
import { FLOWS } from '../../../shared/vocabulary.ts'
import { Moment } from '../../components/Age.tsx'
import { setParams } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { PERIODS, type PeriodName } from '../../stores/period.ts'
import { FLOW_WORDS } from '../orderWords.ts'
import type { ExperienceFilter, ExperienceTab } from './filter.ts'
import classes from './Experience.module.css'

const LATEST = 'latest'
const PERIOD_CHOICES = [
  { value: LATEST, label: 'Latest 13 weeks' },
  ...(Object.entries(PERIODS) as [PeriodName, string][])
    .filter(([name]) => name !== 'custom')
    .map(([value, label]) => ({ value: value as string, label })),
]
const FLOW_CHOICES = FLOWS.map((value) => ({ value, label: FLOW_WORDS[value] }))

export function FilterBar({ filter, tab }: { filter: ExperienceFilter; tab: ExperienceTab }) {
  const { from, until, region, country } = filter.scope
  // Channels are asked for without the channel's own filter, so that another can be chosen.
  const matrix = useTowerQuery(
    'experience.matrix',
    {
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      ...(region ? { region } : {}),
      ...(country ? { country } : {}),
    },
    { keepPrevious: true },
  )
  const channels = (matrix.data?.rows ?? []).flatMap(({ channel, level }) =>
    level === 'channel' && channel ? [channel] : [],
  )
  const chosen = filter.scope.channel
  const all = chosen && !channels.includes(chosen) ? [chosen, ...channels] : channels
  return (
    <div className={classes.subBar}>
      <Select
        aria-label="Time"
        data={PERIOD_CHOICES}
        value={filter.period === 'custom' ? null : (filter.period ?? LATEST)}
        placeholder="Chosen days"
        onChange={(period) =>
          setParams({ period: period === LATEST ? null : period, from: null, until: null })
        }
        allowDeselect={false}
        w={140}
      />
      <Select
        aria-label="Channel"
        placeholder="All channels"
        data={all}
        value={chosen ?? null}
        onChange={(channel) => setParams({ channel })}
        clearable
        searchable
        w={150}
      />
      <Select
        aria-label="Flow"
        placeholder="All flows"
        data={FLOW_CHOICES}
        value={filter.scope.flow || null}
        onChange={(flow) => setParams({ flow })}
        clearable
        w={160}
      />
      <span className="dim nowrap">
        {tab === 'texts' ? 'by the time of the answer' : 'by the time of the order'}
        {matrix.data?.dataUntil == null ? null : (
          <>
            {' '}
            · latest order <Moment at={matrix.data.dataUntil} />
          </>
        )}
      </span>
    </div>
  )
}
