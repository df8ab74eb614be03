/** Owns the list of keys. */
import { Kbd, Modal } from '@mantine/core'
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

export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes.keys}>
        {KEYS.map(([keys, does]) => (
          <div key={does} style={{ display: 'contents' }}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
