/** Owns the list of keys. */
import { Kbd, Modal } from '@mantine/core'
import { ALERT_KEYS } from '../alerts/alertKeys.ts'
import { AREAS } from './areas.ts'
import { COMMAND_KEY } from './TopBar.tsx'
import classes from './Shell.module.css'

const KEYS: readonly [keys: readonly string[], does: string][] = [
  [[COMMAND_KEY, 'K'], 'Search and commands'],
  [['/'], 'Search on this screen'],
  ...AREAS.map(({ key, title }): [readonly string[], string] => [['g', key], `Go to ${title}`]),
  [['j', 'k'], 'Next and previous row'],
  [['Enter'], 'Open the row'],
  [['Esc'], 'Close the details, leave a field'],
  [['?'], 'This list'],
]

function KeyList({ keys }: { keys: typeof KEYS }) {
  return (
    <dl className={classes.keys}>
      {keys.map(([each, does]) => (
        <div key={does} style={{ display: 'contents' }}>
          <dt>
            {each.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}

export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" closeButtonProps={{ 'aria-label': 'Close' }}>
      <KeyList keys={KEYS} />
      <h3 className={classes.keysHead}>In Alerts</h3>
      <KeyList keys={ALERT_KEYS} />
    </Modal>
  )
}
