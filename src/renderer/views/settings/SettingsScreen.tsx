/** Owns the Settings screen: what this person likes on this device, which network is open, and what this is. */
import { useState } from 'react'
import { Button, Select, SegmentedControl, TextInput, useMantineColorScheme } from '@mantine/core'
import { Instant, Moment } from '../../components/Age.tsx'
import { Fact, Facts } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow } from '../../stores/clock.ts'
import { useRefusedTileOrigins } from '../../stores/contentPolicy.ts'
import { isDesktop } from '../../stores/engine.ts'
import { isTimeZone, setPreferences, systemZone, usePreferences } from '../../stores/preferences.ts'
import { useTowerStatus } from '../../stores/status.ts'
import { useOpenNetwork } from '../shell/useOpenNetwork.ts'
import { Group } from './Group.tsx'
import { NoticeSettings } from './NoticeSettings.tsx'
import { tileFault } from './tileFault.ts'
import classes from './Settings.module.css'

const LOCALES = [
  { value: '', label: `System (${navigator.language})` },
  { value: 'en-GB', label: 'English (United Kingdom)' },
  { value: 'en-US', label: 'English (United States)' },
  { value: 'de-DE', label: 'Deutsch' },
  { value: 'fr-FR', label: 'français' },
  { value: 'es-ES', label: 'español' },
  { value: 'pt-BR', label: 'português (Brasil)' },
  { value: 'ja-JP', label: '日本語' },
]
const ZONES = [
  { value: '', label: `System (${systemZone})` },
  { value: 'UTC', label: 'UTC' },
  ...Intl.supportedValuesOf('timeZone')
    .filter((zone) => zone !== 'UTC')
    .map((zone) => ({ value: zone, label: zone })),
]

export default function SettingsScreen() {
  return (
    <div className={classes.page}>
      <h1>Settings</h1>
      <Appearance />
      <NumbersAndTimes />
      <NoticeSettings />
      <MapSettings />
      <NetworkSettings />
      <About />
    </div>
  )
}

interface ChoiceProps {
  label: string
  note?: string
  value: string
  data: { value: string; label: string }[]
  onChange(value: string): void
}

function Choice({ label, note, value, data, onChange }: ChoiceProps) {
  return (
    <div className={classes.item}>
      <div>
        <div>{label}</div>
        {note ? <div className="dim">{note}</div> : null}
      </div>
      <SegmentedControl aria-label={label} data={data} value={value} onChange={onChange} />
    </div>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { density, textSize } = usePreferences()
  return (
    <Group title="Appearance">
      <Choice
        label="Colours"
        value={colorScheme}
        data={[
          { value: 'auto', label: 'System' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
      />
      <Choice
        label="Rows"
        value={density}
        data={[
          { value: 'compact', label: 'Compact' },
          { value: 'comfortable', label: 'Comfortable' },
        ]}
        onChange={(value) => setPreferences({ density: value === 'comfortable' ? 'comfortable' : 'compact' })}
      />
      <Choice
        label="Text"
        value={textSize}
        data={[
          { value: 'small', label: 'Small' },
          { value: 'normal', label: 'Normal' },
          { value: 'large', label: 'Large' },
        ]}
        onChange={(value) =>
          setPreferences({ textSize: value === 'small' || value === 'large' ? value : 'normal' })
        }
      />
    </Group>
  )
}

function NumbersAndTimes() {
  const { locale, timeZone } = usePreferences()
  const format = useFormat()
  return (
    <Group title="Numbers and times">
      <div className={classes.item}>
        <div>
          <div>Language of numbers and dates</div>
          <div className="dim">
            {format.number(1234567.5, 1)} units · {format.instant(clockNow() - 86_400_000 * 3, clockNow())}
          </div>
        </div>
        <Select
          aria-label="Language of numbers and dates"
          data={LOCALES}
          value={locale}
          onChange={(value) => setPreferences({ locale: value ?? '' })}
          allowDeselect={false}
          w={240}
        />
      </div>
      <div className={classes.item}>
        <div>
          <div>Time zone</div>
          <div className="dim">A location’s own pages show its own zone; each time states its zone.</div>
        </div>
        <Select
          aria-label="Time zone"
          data={ZONES}
          value={timeZone}
          onChange={(value) => isTimeZone(value ?? '') && setPreferences({ timeZone: value ?? '' })}
          searchable
          allowDeselect={false}
          limit={100}
          w={240}
        />
      </div>
    </Group>
  )
}

function MapSettings() {
  const { tileUrl } = usePreferences()
  const [text, setText] = useState(tileUrl)
  const fault = tileFault(text)
  const refused = useRefusedTileOrigins(fault ? '' : text)
  return (
    <Group title="Map">
      <form
        className={classes.item}
        onSubmit={(event) => {
          event.preventDefault()
          if (!fault) setPreferences({ tileUrl: text.trim() })
        }}
      >
        <div>
          <div>Tile server</div>
          <div className="dim">
            The map’s ground is part of the application and needs no network. A tile server of yours can be
            laid over it, where this host allows its address; it then sees which part of the map is looked at.
          </div>
          {refused.length > 0 ? (
            <div role="status" data-testid="tiles-refused">
              This host does not allow {refused.join(', ')}: its tiles will not show.{' '}
              {isDesktop ? 'Start the application with ' : 'Start the hub with '}
              <code>
                {isDesktop
                  ? `OMNITOWER_TILES="${refused.join(' ')}"`
                  : refused.map((origin) => `--tiles ${origin}`).join(' ')}
              </code>
            </div>
          ) : null}
        </div>
        <div className={classes.tile}>
          <TextInput
            aria-label="Address template of the tile server"
            placeholder="https://tiles.example.com/{z}/{x}/{y}.png"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={fault}
            w={300}
          />
          <Button type="submit" variant="default" disabled={Boolean(fault) || text.trim() === tileUrl}>
            {text.trim() === '' && tileUrl ? 'Use the bundled map' : 'Use it'}
          </Button>
        </div>
      </form>
    </Group>
  )
}

function NetworkSettings() {
  const status = useTowerStatus()
  const network = useOpenNetwork()
  const other = status?.network === 'sample' ? 'own' : 'sample'
  return (
    <Group title="Network">
      <div className={classes.item}>
        <div>
          <div data-testid="open-network">
            {!status
              ? 'Unknown yet'
              : status.network === 'sample'
                ? 'The sample network is open'
                : 'Your own network is open'}
          </div>
          <div className="dim">Each has a data folder of its own; neither touches the other.</div>
        </div>
        <Button
          variant="default"
          loading={network.pending}
          disabled={!status || (other === 'sample' && !status.sampleAvailable)}
          onClick={() => network.open(other)}
        >
          {other === 'sample' ? 'Open the sample network' : 'Go back to your own network'}
        </Button>
      </div>
    </Group>
  )
}

function About() {
  const status = useTowerStatus()
  const format = useFormat()
  return (
    <Group title="About">
      <div className={classes.about}>
        <Facts>
          <Fact name="Omnitower">{status?.version ?? '–'}</Fact>
          <Fact name="Runs as">{isDesktop ? 'desktop application' : 'hub, in a browser'}</Fact>
          <Fact name="Feeds are sent to">{status?.listening ?? '–'}</Fact>
          <Fact name="Events in the log">{format.number(status?.events)}</Fact>
          <Fact name="Locations">{format.number(status?.locations)}</Fact>
          <Fact name="SKUs">{format.number(status?.skus)}</Fact>
          <Fact name="Started">
            <Moment at={status?.startedAt} />
          </Fact>
          <Fact name="Last recorded">
            <Instant at={status?.lastRecordedAt} />
          </Fact>
        </Facts>
        <p className="dim">
          Licence: Apache 2.0. Map: Natural Earth (1:50 million) and United States Census Bureau, both in the
          public domain.
        </p>
      </div>
    </Group>
  )
}
